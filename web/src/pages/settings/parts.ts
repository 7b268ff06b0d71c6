/* The parts of the settings, and who may see each. */

import type { Component } from 'svelte';

import type { Role } from '../../api/types';
import AuditLog from './AuditLog.svelte';
import Inboxes from './Inboxes.svelte';
import LanguageModel from './LanguageModel.svelte';
import Macros from './Macros.svelte';
import Me from './Me.svelte';
import ResponseTimes from './ResponseTimes.svelte';
import Team from './Team.svelte';
import Tokens from './Tokens.svelte';
import Webhooks from './Webhooks.svelte';

export const PARTS: readonly { id: string; label: string; needs: Role; part: Component }[] = [
  { id: 'me', label: 'Me', needs: 'reader', part: Me },
  { id: 'macros', label: 'Macros', needs: 'agent', part: Macros },
  { id: 'team', label: 'Team', needs: 'leader', part: Team },
  { id: 'response-times', label: 'Response times', needs: 'leader', part: ResponseTimes },
  { id: 'inboxes', label: 'Inboxes', needs: 'admin', part: Inboxes },
  { id: 'tokens', label: 'API tokens', needs: 'admin', part: Tokens },
  { id: 'model', label: 'Language model', needs: 'admin', part: LanguageModel },
  { id: 'webhooks', label: 'Webhooks', needs: 'admin', part: Webhooks },
  { id: 'audit', label: 'Audit log', needs: 'admin', part: AuditLog },
];
