/** The notifications service: notifications in the app, mails, and streams. Wiring only. */
import { NotificationService } from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { AuthInternalService } from '#gen/melo/users/v1/auth_internal_service_pb.ts';
import { createServiceClient } from '#kit/rpc/client.ts';
import { errors } from '#kit/rpc/errors.ts';
import { runService } from '#kit/service/run-service.ts';
import { systemClock } from '#kit/values/dates.ts';
import { replicating, subscriptions } from './consume.ts';
import { createComposer } from './mail/compose.ts';
import { type Mailer, openSmtp, startMailer } from './mail/mailer.ts';
import { notificationRoutes } from './notification/routes.ts';
import { openShadowStore, openStore } from './store.ts';
import { createFanout } from './stream/fanout.ts';
import { dispatch } from './stream/notify-payload.ts';
import { createOpenStreams } from './stream/open-streams.ts';
import { type PgListener, startPgListener } from './stream/pg-listener.ts';

await runService('notifications', async ({ config, log, revocations }) => {
  const url = config.text('MELO_POSTGRES_URL');
  const { publicUrl } = config;
  const store = await openStore(url);
  const fanout = createFanout();
  const streams = createOpenStreams();
  const smtp = openSmtp(config.text('MELO_SMTP_URL'));
  const auth = createServiceClient(AuthInternalService, 'users', config.egress);
  const compose = createComposer({ auth, recipient: store.recipient, publicUrl });
  const resume = () => fanout.endAll(errors.dependency('notifications'));
  let mailer: Mailer | undefined;
  let listening: PgListener | undefined;
  return {
    ...store,
    routes: (router) =>
      void router.service(
        NotificationService,
        notificationRoutes({ store, fanout, streams, revocations, listening: () => listening?.on() ?? false }),
      ),
    subscriptions: subscriptions({ store, clock: systemClock, publicUrl, wake: () => mailer?.wake() }),
    async shadow() {
      const { store: shadow, promote } = await openShadowStore(url, store);
      return { ...shadow, promote, subscriptions: replicating(shadow) };
    },
    start() {
      mailer = startMailer({ queue: store.mails, compose, send: smtp.send, log });
      listening = startPgListener({ url, onPayload: dispatch(fanout, store.notification), onBroken: resume, log });
    },
    drain: resume,
    async stop() {
      await mailer?.stop();
      await listening?.stop();
      smtp.close();
    },
  };
});
