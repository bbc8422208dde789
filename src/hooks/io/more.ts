// Holds what a hook does only where there are other layers or messages; a program of its own, which other hooks need not load.
export { messagesFor } from "./deliver-messages.ts";
export { layeredView } from "./layered-view.ts";
