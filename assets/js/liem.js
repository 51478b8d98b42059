// Every page. Nothing here is needed to read or to send a page.
import { errorSummary, money } from "./forms.js";
import { dialogs, menus, print } from "./menus.js";
import { reveals } from "./reveal.js";
import { undoBars } from "./undo.js";
import { viewers } from "./viewer.js";

menus();
dialogs();
print();
errorSummary();
money();
reveals();
undoBars();
viewers();
