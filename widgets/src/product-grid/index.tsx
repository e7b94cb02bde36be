import "../shared/theme/theme.css";
import { mount } from "../shared/bridge/mount";
import { App } from "./App";

mount("product-grid", App);
