/** Keep zod from probing for eval, which the page's policy forbids; to be imported before the MCP client. */

import { z } from "zod";

z.config({ jitless: true });
