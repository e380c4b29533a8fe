/** "New conversation" asks first. */

/** @param {HTMLButtonElement} button @param {HTMLDialogElement} dialog @param {() => void} restart */
export function confirmRestart(button, dialog, restart) {
  button.addEventListener("click", () => {
    dialog.returnValue = "";
    dialog.showModal();
  });
  dialog.addEventListener("close", () => dialog.returnValue === "restart" && restart());
}
