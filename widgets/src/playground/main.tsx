import "./zodWithoutEval";
import "../shared/theme/theme.css";
import "./page.css";
import { render } from "preact";
import { App } from "./App";
import { addressOf } from "./address";

const root = document.getElementById("root");
if (root) render(<App start={addressOf(window.location)} />, root);
