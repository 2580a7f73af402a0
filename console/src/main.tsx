// The first, so that it comes before all that follows.
import "./app/early";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { chooseLanguage } from "./app/language";
import { preferredLanguage } from "./app/preferred";

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no place for the console");
await chooseLanguage(preferredLanguage());
createRoot(root).render(<App />);
