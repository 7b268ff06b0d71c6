/* The acts of the audit log, in words. */

const ACTS: Record<string, string> = {
  signed_in: 'Signed in',
  signed_out: 'Signed out',
  sign_in_failed: 'A sign-in failed',
  password_changed: 'Changed a password',
  password_link_made: 'Asked for a link to a new password',
  invited: 'Invited a colleague',
  agent_added: 'Added an agent',
  agent_joined: 'Joined',
  agent_changed: 'Changed an agent',
  agent_renamed: 'Changed an agent’s name',
  agent_closed: 'Closed an account',
  agent_reopened: 'Opened an account again',
  agent_profile_changed: 'Changed what an agent can do and hold',
  role_reader_given: 'Gave the role read-only',
  role_agent_given: 'Gave the role agent',
  role_designer_given: 'Gave the role designer',
  role_leader_given: 'Gave the role leader',
  role_admin_given: 'Gave the role admin',
  team_added: 'Made a team',
  team_changed: 'Changed a team',
  team_removed: 'Removed a team',
  customer_changed: 'Changed a customer’s details',
  customer_exported: 'Exported a customer’s data',
  customer_erased: 'Erased a customer',
  address_taken_back: 'Took an e-mail address back',
  inbox_added: 'Added an inbox',
  inbox_changed: 'Changed an inbox',
  token_added: 'Made an API token',
  token_revoked: 'Withdrew an API token',
  webhook_added: 'Added a webhook',
  webhook_changed: 'Changed a webhook',
  webhook_removed: 'Removed a webhook',
  release_published: 'Published a release',
  release_tests_overridden: 'Published although tests fail',
  feedback_words_deleted: 'Deleted a reader’s words',
};

/** An act in words; one that has none yet as it is called. */
export function actInWords(act: string): string {
  return ACTS[act] ?? act.replaceAll('_', ' ');
}
