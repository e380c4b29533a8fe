"""Pages about understanding: self-contained HTML with pictures in SVG, in Chinese and English. All words are in texts.yml."""
