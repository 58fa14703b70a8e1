/** English texts of notifications and mails, as ICU messages. Amounts, dates and percentages are formatted before. */
export const en = {
  'welcome.title': 'Welcome to Melo, {name}',
  'welcome.body': 'The overview leads you through the first steps. Notifications such as budget alerts appear here.',
  'alert.reached': '{line} has reached {threshold} of its budget, {periodName}',
  'alert.exceeded': '{line} has exceeded {threshold} of its budget, {periodName}',
  'alert.limit-reached': '{line} has reached its budget, {periodName}',
  'alert.limit-exceeded': '{line} is over budget, {periodName}',
  'alert.left': '{spent} of {limit} spent, {rest} left, {period}.',
  'alert.over': '{spent} of {limit} spent, {rest} over budget, {period}.',
  'alert.button': 'Open the budget',
  'alert.why':
    'You receive this mail because you are a member of {household} and its budget {budget} has an alert for {line}. To stop these mails, remove the threshold from {line} in the budget.',
  'verify.subject': 'Verify your address',
  'verify.title': 'One more step',
  'verify.body': 'Verify this address to create your account.',
  'verify.button': 'Verify address',
  'verify.why':
    'You receive this mail because this address was used to register with Melo. If that was not you, ignore it: no account is created, and the link expires after 24 hours.',
  'exists.subject': 'You already have an account',
  'exists.title': 'You already have an account',
  'exists.body':
    'Somebody tried to register with this address, which already has an account. Nothing was changed. If you have forgotten your password, choose “Forgot password?” when you sign in.',
  'exists.button': 'Sign in',
  'exists.why':
    'You receive this mail because this address was used to register with Melo. If that was not you, you can ignore it.',
  'reset.subject': 'Set a new password',
  'reset.title': 'Set a new password',
  'reset.body':
    'Use this link to choose a new password. It works once, within an hour, and signs you out on all devices.',
  'reset.button': 'Choose a new password',
  'reset.why':
    'You receive this mail because somebody requested a new password for this address. If that was not you, ignore it: your password stays as it is.',
  'changed.subject': 'Your password was changed',
  'changed.title': 'Your password was changed',
  'changed.body':
    'The password of your account was changed, and other devices were signed out. If that was you, there is nothing to do. If not, set a new password now.',
  'changed.button': 'This was not me',
  'changed.why': 'You receive this mail because it concerns the security of your account.',
} as const;
