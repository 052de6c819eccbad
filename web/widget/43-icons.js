// The icons of the window.
Object.assign(ICONS, {
  send: "M4.5 12h14M12.5 5.5L19 12l-6.5 6.5",
  mic: "M12 3.5a2.5 2.5 0 0 1 2.5 2.5v5a2.5 2.5 0 0 1-5 0v-5a2.5 2.5 0 0 1 2.5-2.5zM6 11a6 6 0 0 0 12 0M12 17v3.5M9 20.5h6",
  sound: "M4 9.5v5h3.5l4.5 4v-13l-4.5 4zM15.5 9a4.5 4.5 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11",
  stop: "M7 7h10v10H7z",
  copy: "M9 8.5h10.5v11.5H9zM15 8.5V4H4.5v11.5H9",
  up: "M7 10.5v9.5H4v-9.5zM7 10.5l4-7c1.5 0 2.5 1 2.5 2.5V9.5h5a1.8 1.8 0 0 1 1.8 2.1l-1.2 6.8a2 2 0 0 1-2 1.6H7",
  down: "M17 13.5V4h3v9.5zM17 13.5l-4 7c-1.5 0-2.5-1-2.5-2.5v-3.5h-5a1.8 1.8 0 0 1-1.8-2.1l1.2-6.8a2 2 0 0 1 2-1.6H17",
  options: "M4 7.5h8M18 7.5h2M15 5v5M4 16.5h2M12 16.5h8M9 14v5",
  fresh: "M12 5v14M5 12h14",
  bin: "M5 7h14M10 7V4.5h4V7M7 7l1 13h8l1-13M10.5 10.5v6M13.5 10.5v6",
  again: "M19 12a7 7 0 1 1-2.2-5.1M19 4v4.5h-4.5",
  offline: "M3.5 3.5l17 17M5 12.5a10 10 0 0 1 4-2.4M19 12.5a10 10 0 0 0-5-2.7M8.5 16a5 5 0 0 1 7 0M12 19.5v.01",
});

// A button that shows only an icon; its name is read aloud and shown as a tip.
function iconButton(name, label, click, attributes) {
  return make("button", Object.assign({ type: "button", class: "tool", "aria-label": label, title: label, on: { click } }, attributes), icon(name));
}
