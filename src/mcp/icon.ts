// Draws the server's icon, for clients that show one beside its name: a lesson, and the way back to it.

const DRAWN =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0d6b5f"/><path d="M9 8h11a3 3 0 0 1 3 3v6" fill="none" stroke="#fff" stroke-width="2.5" stroke-linecap="round"/><path d="M23 24H12a3 3 0 0 1-3-3v-4m-4 4 4-4 4 4" fill="none" stroke="#fff" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/></svg>';

/** Within the handshake itself, as nothing is fetched from anywhere. */
export const ICONS = [
  {
    src: `data:image/svg+xml;base64,${Buffer.from(DRAWN).toString("base64")}`,
    mimeType: "image/svg+xml",
    sizes: ["any"],
  },
];
