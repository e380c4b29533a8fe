"""The staff's side of the door: for now an honest status page. The console of support and operators comes later."""
