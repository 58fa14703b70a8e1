/** What failed, by the reason that the server gives. */
export const errors = {
  'errors.deadline-exceeded': 'This took too long. Please try again.',
  'errors.field': 'Please check this.',
  'errors.internal': 'Something went wrong on our side. Please try again.',
  'errors.invalid-argument': 'Please check your input.',
  'errors.limit-reached':
    'There are already {limit, number} of these, which is the maximum. Nothing was saved. Change or delete one that you no longer need.',
  'errors.not-found': 'This no longer exists.',
  'errors.password.breached':
    'This password is on a list of passwords that attackers try first. A few unrelated words make a good password.',
  'errors.password.context':
    'This password contains your name, your address or the name of this app. A few unrelated words make a good password.',
  'errors.password.guessable': 'This password is too easy to guess. A few unrelated words make a good password.',
  'errors.password.keyboard':
    'This password follows the keys of a keyboard. A few unrelated words make a good password.',
  'errors.password.repeat': 'This password repeats itself. A few unrelated words make a good password.',
  'errors.password.sequence': 'This password follows a sequence or a date. A few unrelated words make a good password.',
  'errors.permission-denied': 'You are not allowed to do this.',
  'errors.reason.ACCOUNT_ARCHIVED': 'This account is archived and takes no new transactions.',
  'errors.reason.ACCOUNT_UNKNOWN': 'This account does not exist in this household.',
  'errors.reason.ALREADY_REVERTED': 'This import was already undone.',
  'errors.reason.AMOUNT_NOT_POSITIVE': 'The amount of a transfer must be above zero.',
  'errors.reason.BEFORE_OPENING':
    'This date is before the account starts. Choose a later date, or move the opening date back.',
  'errors.reason.CATEGORY_KIND_MISMATCH': 'A budget limits spending. Choose a category of expenses.',
  'errors.reason.CATEGORY_UNKNOWN': 'This category does not exist in this household.',
  'errors.reason.CREDENTIALS_WRONG': 'The address or the password is wrong.',
  'errors.reason.CURRENCY_FIXED': 'The currency of an account cannot be changed.',
  'errors.reason.CURRENCY_MISMATCH': 'The amount is not in the currency of the account.',
  'errors.reason.CURRENCY_UNKNOWN': 'This currency is unknown.',
  'errors.reason.CYCLE': 'A category cannot be placed below itself.',
  'errors.reason.DATE_INVALID': 'This is not a valid date.',
  'errors.reason.DEPENDENCY_UNAVAILABLE': 'A part of Melo is unavailable. Nothing was saved; please try again.',
  'errors.reason.ETAG_MISMATCH':
    'Somebody else has changed this. Nothing was saved; look at the new version and try again.',
  'errors.reason.FILE_TOO_COMPLEX':
    'Reading this file takes too long or needs too much memory. Nothing was imported. Export shorter periods from your bank and import them one after the other.',
  'errors.reason.FILE_UNREADABLE':
    'This file cannot be read. Nothing was imported. Check the encoding, or export a CSV file with at most 50,000 rows from your bank.',
  'errors.reason.IMPORT_BUSY': 'Another file is being read. Nothing was imported. Please try again in a moment.',
  'errors.reason.KIND_MISMATCH': 'A category must be of the same kind as its parent.',
  'errors.reason.LIMIT_NEGATIVE': 'The limit cannot be negative.',
  'errors.reason.LINES_UNBALANCED': 'The split lines must add up to the amount.',
  'errors.reason.NAME_TAKEN': 'There is already a category with this name here.',
  'errors.reason.NOT_FOUND': 'This no longer exists. It may have been deleted.',
  'errors.reason.NUMBER_TAKEN': 'Another account already has this number.',
  'errors.reason.OPENING_MOVED_LATER': 'The opening date can only be moved back, so that no transaction is before it.',
  'errors.reason.OVERLOADED': 'Melo is very busy right now. Nothing was saved; please try again in a moment.',
  'errors.reason.PARENT_UNKNOWN': 'This category does not exist in this household.',
  'errors.reason.PASSWORD_REQUIRED':
    'You opened this link in another browser. Please enter the password you chose when you registered.',
  'errors.reason.RANGE_TOO_LONG': 'Choose ten years at most.',
  'errors.reason.RECONCILED': 'This transaction is reconciled and cannot be changed or deleted.',
  'errors.reason.REQUEST_ALREADY_DONE': 'This was already done.',
  'errors.reason.REQUEST_ID_REUSED': 'This was already sent with other content. Nothing was saved; please try again.',
  'errors.reason.ROLE_TOO_LOW':
    'You can view this household but not change it. Ask an owner for the role of an editor.',
  'errors.reason.SAME_ACCOUNT': 'Choose two different accounts.',
  'errors.reason.SESSION_ENDED': 'Your session has ended. Please sign in again.',
  'errors.reason.SIGN_IN_REQUIRED': 'Please sign in again. Your input is kept.',
  'errors.reason.STATUS_NOT_SETTABLE': 'A transaction becomes reconciled only by a reconciliation.',
  'errors.reason.TIME_ZONE_UNKNOWN': 'This time zone is unknown. Use one such as Europe/Berlin.',
  'errors.reason.TOKEN_INVALID': 'This link was used before or has expired.',
  'errors.reason.TOO_DEEP': 'Categories can have five levels at most.',
  'errors.reason.TRANSFER_LINES':
    'A transfer has one line without a category. Fees need an expense category and a negative amount.',
  'errors.resource-exhausted': 'Too many requests at once. Please wait a moment and try again.',
  'errors.retry-minutes': 'Too many attempts. Please try again in {minutes, plural, one {# minute} other {# minutes}}.',
  'errors.retry-seconds': 'Too many attempts. Please try again in {seconds, plural, one {# second} other {# seconds}}.',
  'errors.unauthenticated': 'Please sign in again.',
  'errors.unavailable': 'Melo cannot be reached right now. What you see is kept; please try again.',
} as const;
