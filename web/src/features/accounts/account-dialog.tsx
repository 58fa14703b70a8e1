/** Creating or changing an account. What is owed is typed as a plain figure; the app puts the minus before it. */
import { Group, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { AccountService } from '#gen/melo/accounts/v1/account_service_pb.ts';
import { useHome } from '../../api/current-household.tsx';
import { failureOf } from '../../api/errors.ts';
import type { Account } from '../../api/lists.ts';
import { useWrite } from '../../api/mutations.ts';
import { exactOf, readAmount, writePlain } from '../../i18n/amounts.ts';
import { text } from '../../i18n/text.ts';
import { say } from '../../ui/feedback/toast.tsx';
import { CurrencySelect } from '../../ui/inputs/choice-selects.tsx';
import { DayField } from '../../ui/inputs/day-field.tsx';
import { FormDialog } from '../../ui/inputs/form-dialog.tsx';
import { MoneyField } from '../../ui/inputs/money-field.tsx';
import { kindOf, kinds } from './account-types.ts';

const PATHS = ['name', 'type', 'opening_balance', 'opening_date', 'institution', 'number_mask'];

export function AccountDialog({ account, close }: { readonly account?: Account; readonly close: () => void }) {
  const { household, currency: base, locale, today } = useHome();
  const [name, setName] = useState(account?.name ?? '');
  const [typeName, setTypeName] = useState<string>(account?.type ?? 'CHECKING');
  const [currency, setCurrency] = useState(account?.openingBalance.currencyCode ?? base);
  const [opening, setOpening] = useState(() => (account ? writePlain(shownOpening(account), locale) : ''));
  const [date, setDate] = useState(account?.openingDate ?? `${today.slice(0, 4)}-01-01`);
  const [institution, setInstitution] = useState(account?.institution ?? '');
  const [mask, setMask] = useState(account?.numberMask ?? '');
  const kind = kindOf(typeName);
  const typed = opening.trim() === '' ? 0n : readAmount(opening, currency, locale);
  const told = {
    onSuccess: () => {
      close();
      say(account ? text('accounts.account-saved') : text('accounts.name-created', { name: name.trim() }));
    },
  };
  const create = useWrite(AccountService.method.createAccount, 'accounts', told);
  const update = useWrite(AccountService.method.updateAccount, 'accounts', told);
  const write = account ? update : create;
  const failure = write.error ? failureOf(write.error) : undefined;
  const error = (field: string, ...reasons: string[]) =>
    failure?.fields[`account.${field}`] ?? (reasons.includes(failure?.reason ?? '') ? failure?.text : undefined);
  const beside = {
    name: error('name'),
    opening: error('opening_balance'),
    date: error('opening_date', 'DATE_INVALID', 'OPENING_MOVED_LATER'),
    mask: error('number_mask', 'NUMBER_TAKEN'),
    currency: error('currency_code', 'CURRENCY_UNKNOWN', 'CURRENCY_FIXED'),
  };
  const isBeside = Object.values(beside).some(Boolean);

  const send = () => {
    const signed = kind.debt ? -typed! : typed!;
    const wanted = {
      name: name.trim(),
      type: kind.type,
      openingBalance: { currencyCode: currency, minorUnits: signed },
      openingDate: date,
      institution: institution.trim(),
      numberMask: mask.trim(),
    };
    if (account)
      update.mutate({ id: account.id, account: { ...wanted, etag: account.etag }, updateMask: { paths: PATHS } });
    else create.mutate({ householdId: household.id, account: wanted });
  };

  return (
    <FormDialog
      title={account ? text('accounts.edit-account') : text('accounts.new-account')}
      opened
      close={close}
      deed={account ? text('accounts.save') : text('accounts.create-account')}
      submit={send}
      busy={write.isPending}
      error={isBeside ? undefined : write.error}
      disabled={name.trim() === '' || typed === undefined || date === ''}
    >
      <TextInput
        label={text('accounts.name')}
        placeholder={text('accounts.checking')}
        data-autofocus
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={beside.name}
      />
      <Group grow align="flex-start">
        <Select
          label={text('accounts.type')}
          allowDeselect={false}
          data={kinds.map(({ name: value, label }) => ({ value, label: text(label) }))}
          value={typeName}
          onChange={(value) => value && setTypeName(value)}
        />
        <CurrencySelect
          label={text('accounts.currency')}
          disabled={account !== undefined}
          locale={locale}
          value={currency}
          onChange={setCurrency}
          error={beside.currency}
        />
      </Group>
      <Group grow align="flex-start">
        <MoneyField
          label={kind.debt ? text('accounts.owed-on-that-day') : text('accounts.balance-on-that-day')}
          placeholder="0"
          currency={currency}
          value={opening}
          onChange={setOpening}
          error={typed === undefined ? text('accounts.enter-an-amount-such-as-1250') : beside.opening}
        />
        <DayField label={text('accounts.opening-date')} value={date} onChange={setDate} error={beside.date} />
      </Group>
      <Group grow align="flex-start">
        <TextInput
          label={text('accounts.bank')}
          placeholder={text('accounts.optional')}
          maxLength={80}
          value={institution}
          onChange={(event) => setInstitution(event.currentTarget.value)}
        />
        <TextInput
          label={text('accounts.number')}
          placeholder={text('accounts.last-digits-optional')}
          maxLength={34}
          value={mask}
          onChange={(event) => setMask(event.currentTarget.value)}
          error={beside.mask}
        />
      </Group>
    </FormDialog>
  );
}

/** What is owed is shown without its minus, as it is typed. */
function shownOpening({ type, openingBalance: { currencyCode, minorUnits } }: Account) {
  const units = BigInt(minorUnits);
  return exactOf(currencyCode, kindOf(type).debt ? -units : units);
}
