/** The latest transactions with account and category. */
import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { type LatestQuery, latestDocument } from '../../api/graphql/generated/documents.ts';
import { useGraphQL } from '../../api/graphql.ts';
import { useCategories } from '../../api/lists.ts';
import { formatDay } from '../../i18n/dates.ts';
import { text } from '../../i18n/text.ts';
import { Loaded } from '../../ui/feedback/states.tsx';
import { Amount } from '../../ui/layout/amount.tsx';
import { Dot } from '../../ui/layout/dot.tsx';
import { FitAmounts } from '../../ui/layout/fit-amounts.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import style from './latest-tile.module.css';
import { LATEST_ROWS } from './use-first-steps.ts';

type Latest = NonNullable<LatestQuery['listTransactions']>['transactions'][number];

export function LatestTile() {
  const { household } = useCurrentHousehold();
  const query = useGraphQL(latestDocument, { householdId: household.id, pageSize: LATEST_ROWS });
  return (
    <Tile title={text('overview.latest-transactions')} to="/transactions" flush>
      <Loaded query={query}>
        {({ listTransactions }) => {
          const transactions = listTransactions?.transactions ?? [];
          if (transactions.length === 0) {
            return (
              <Text size="sm" c="dimmed" px="lg" pb="sm">
                {text('overview.no-transactions-yet-import-a-file')}
              </Text>
            );
          }
          return (
            <FitAmounts>
              <ul className={style['list']}>
                {transactions.map((transaction) => (
                  <Row key={transaction.id} transaction={transaction} />
                ))}
              </ul>
            </FitAmounts>
          );
        }}
      </Loaded>
    </Tile>
  );
}

function Row({
  transaction: { postingDate, payee, amount, account, lines, transfer },
}: {
  readonly transaction: Latest;
}) {
  const { locale, today } = useCurrentHousehold();
  return (
    <li className={style['row']}>
      <span className={style['date']}>{formatDay(postingDate, locale, today)}</span>
      <span className={style['payee']}>
        {payee || (transfer ? text('overview.transfer') : text('overview.no-payee'))}
      </span>
      <span className={style['category']}>
        {transfer ? `⇄ ${transfer.counterAccount?.name ?? text('overview.transfer')}` : <Categories lines={lines} />}
      </span>
      {account && (
        <Link to="/transactions" search={{ account: account.id }} className={style['account']}>
          {account.name}
        </Link>
      )}
      <span className={style['amount']}>
        <Amount of={amount} flow={!transfer} muted={transfer !== null} />
      </span>
    </li>
  );
}

function Categories({ lines }: Pick<Latest, 'lines'>) {
  const { tree } = useCategories();
  const [line] = lines;
  if (lines.length > 1) return <>{text('overview.split-into-count', { count: lines.length })}</>;
  if (!line?.category) return <span className={style['none']}>{text('overview.uncategorised')}</span>;
  return (
    <Link to="/transactions" search={{ category: line.category.id }} className={style['link']}>
      <Dot index={tree.hueOf(line.category.id)} />
      {line.category.name}
    </Link>
  );
}
