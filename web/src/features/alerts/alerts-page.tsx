/** Alerts: a quiet list, grouped by day. */
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { useInfiniteQuery } from '@connectrpc/connect-query';
import { Button, Stack, Title } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import type { Notification } from '#gen/melo/notifications/v1/notification_pb.ts';
import { NotificationService } from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { useHome } from '../../api/current-household.tsx';
import { sizes } from '../../app/theme.ts';
import { addDays, formatLongDay, todayIn } from '../../i18n/dates.ts';
import { text } from '../../i18n/text.ts';
import { Empty, Loaded } from '../../ui/feedback/states.tsx';
import { Page } from '../../ui/layout/page.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import { AlertRow, useMarkRead } from './alert-row.tsx';

const PAGE_ROWS = 50;

export function AlertsPage() {
  const { user, today } = useHome();
  const markRead = useMarkRead();
  const query = useInfiniteQuery(
    NotificationService.method.listNotifications,
    { pageSize: PAGE_ROWS, pageToken: '' },
    { pageParamKey: 'pageToken', getNextPageParam: ({ nextPageToken }) => nextPageToken || undefined },
  );
  const unread = query.data?.pages[0]?.unreadCount ?? 0;
  const dayOf = ({ createTime }: Notification) =>
    todayIn(user.timeZone, createTime ? timestampDate(createTime) : new Date());
  const nameOf = (day: string) => {
    if (day === today) return text('alerts.today');
    return day === addDays(today, -1) ? text('alerts.yesterday') : formatLongDay(day, user.locale);
  };
  return (
    <Page
      title={text('alerts.notifications')}
      actions={
        unread > 0 && (
          <Button variant="default" size="xs" onClick={() => markRead([])}>
            {text('alerts.mark-all-as-read')}
          </Button>
        )
      }
    >
      <Loaded query={query}>
        {({ pages }) => {
          const byDay = Map.groupBy(
            pages.flatMap(({ notifications }) => notifications),
            dayOf,
          );
          if (byDay.size === 0) {
            return (
              <Empty
                icon={<IconBell size={sizes.largeIcon} stroke={sizes.stroke} />}
                title={text('alerts.no-notifications')}
                text={text('alerts.when-spending-reaches-a-threshold-of')}
              />
            );
          }
          return (
            <Stack gap="lg">
              {[...byDay].map(([day, alerts]) => (
                <Stack key={day} gap="sm">
                  <Title order={2} size="sm" c="dimmed">
                    {nameOf(day)}
                  </Title>
                  <Tile flush>
                    {alerts.map((alert) => (
                      <AlertRow key={alert.id} alert={alert} />
                    ))}
                  </Tile>
                </Stack>
              ))}
              {query.hasNextPage && (
                <Button variant="default" loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
                  {text('alerts.show-older')}
                </Button>
              )}
            </Stack>
          );
        }}
      </Loaded>
    </Page>
  );
}
