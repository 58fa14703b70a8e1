/** Households and their members. */
export const household = {
  'household.accounts-may-have-other-currencies': 'Accounts may have other currencies.',
  'household.create-a-household': 'Create a household',
  'household.create-household': 'Create household',
  'household.currency-of-totals': 'Main currency',
  'household.delete-permanently': 'Delete permanently',
  'household.enter-a-name': 'Enter a name for the household.',
  'household.home': 'Home',
  'household.name-deleted': '{name} deleted.',
  'household.name-of-the-household': 'Name of the household',
  'household.signed-in-as': 'Signed in as {email}. <signOut>Sign out</signOut>',
  'household.time-zone': 'Time zone',
  'household.you-are-not-a-member-of':
    'You are not a member of a household, {name}. Accounts, transactions and budgets belong to a household. Create one, or ask a member to invite you.',
} as const;
