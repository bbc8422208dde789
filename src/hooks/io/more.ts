// Holds what a hook needs only for other layers and messages, as a program that other hooks need not load.
export { messagesFor } from "./deliver-messages.ts";
export { layeredView } from "./layered-view.ts";
