/** AuthService: registration, passwords and sessions. */
import type { ServiceImpl } from '@connectrpc/connect';
import type { AuthService } from '#gen/melo/users/v1/auth_service_pb.ts';
import type { Parts } from '../parts.ts';
import { sessionIssuer } from './issue.ts';
import { passwordRoutes } from './password.ts';
import { registrationRoutes } from './registration.ts';
import { sessionRoutes } from './session.ts';

export function authRoutes(parts: Parts): ServiceImpl<typeof AuthService> {
  const issuer = sessionIssuer(parts);
  return {
    ...registrationRoutes(parts, issuer),
    ...passwordRoutes(parts, issuer),
    ...sessionRoutes(parts, issuer),
  };
}
