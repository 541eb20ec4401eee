import { queryOptions } from '@tanstack/react-query';
import type { Doc } from '../components/form/document';
import { api, at, type Violation } from './client';
import { listParameters, type ListQuery, type Page } from './list';

export interface Person {
  name: string;
  email: string;
}

export interface Summary {
  id: string;
  title: string;
  company: string;
  country?: string;
  stage: string;
  reviewStatus: string;
  origin?: string;
  involvement?: string;
  targetCloseDate?: string;
  revenue?: { amount: string; currency: string };
  owner?: Person;
  createdDate: string;
  lastModifiedDate: string;
  partnerReference?: string;
  partner?: { id: string; name: string };
  submittedDate?: string;
}

export interface Solution {
  id: string;
  name: string;
  status?: string;
  category?: string;
}

export interface Product {
  id: string;
  name: string;
  family?: string;
}

export type Decision = 'open' | 'approve' | 'ask' | 'reject';

export interface Record {
  id: string;
  version: string;
  document: Doc;
  awsSummary?: Doc;
  origin?: string;
  involvement?: string;
  visibility?: string;
  owner?: Person;
  partner?: { id: string; name: string };
  solutions: Solution[];
  products: Product[];
  stagesPassed: string[];
  editable: string[];
  allowed: { update: boolean; submit: boolean; associate: boolean; assign: boolean };
  nextStages: string[];
  problems: Violation[];
  decisions?: Decision[];
  awsSideEditable?: boolean;
}

export interface Form {
  document: Doc;
  solutions?: string[];
  products?: string[];
  involvement?: string;
  visibility?: string;
}

export interface Saved {
  id: string;
  version: string;
  reviewStatus: string;
}

export interface Change {
  at: string;
  actor: { name: string; kind: string };
  action: string;
  comment?: string;
  changes: { path: string; before?: unknown; after?: unknown }[];
}

export interface User {
  id: string;
  name: string;
  email: string;
  role: string;
}

export interface Delivery {
  id: string;
  eventId: string;
  type: string;
  at: string;
  rule: string;
  destination: string;
  state: string;
  attempts: number;
  lastError?: string;
  nextAttempt?: string;
  payload?: Doc;
}

const base = '/api/central';

export const listOpportunities = (query: ListQuery) =>
  api.get<Page<Summary>>(`${base}/opportunities`, listParameters(query));

export const recordQuery = (id: string) =>
  queryOptions({
    queryKey: ['opportunity', id],
    queryFn: () => api.get<Record>(at`/api/central/opportunities/${id}`),
  });

export const history = (id: string, cursor?: string) =>
  api.get<Page<Change>>(at`/api/central/opportunities/${id}/history`, { cursor });

export const check = (moment: 'create' | 'update' | 'submit', form: Form, id?: string) =>
  api.post<{ violations: Violation[] }>(`${base}/opportunities/check`, { moment, id, ...form });

export const create = (form: Form, clientToken: string, submit: boolean) =>
  api.post<Saved>(`${base}/opportunities`, { ...form, clientToken, submit });

export const update = (id: string, version: string, form: Form, submit: boolean) =>
  api.put<Saved>(at`/api/central/opportunities/${id}`, { version, ...form, submit });

export const submit = (id: string, version: string, involvement: string, visibility: string) =>
  api.post<Saved>(at`/api/central/opportunities/${id}/submit`, { version, involvement, visibility });

export const associate = (id: string, type: string, entity: string) =>
  api.post<Saved>(at`/api/central/opportunities/${id}/associations`, { type, entity });

export const disassociate = (id: string, type: string, entity: string) =>
  api.remove<Saved>(at`/api/central/opportunities/${id}/associations`, { type, entity });

export const assign = (id: string, email: string, as: string) =>
  api.post<Saved>(at`/api/central/opportunities/${id}/assign`, { email, as });

export const usersQuery = queryOptions({
  queryKey: ['users'],
  staleTime: 60_000,
  queryFn: () => api.get<{ items: User[] }>(`${base}/users`),
});

export const solutionsQuery = queryOptions({
  queryKey: ['solutions'],
  staleTime: 60_000,
  queryFn: () => api.get<{ items: Solution[] }>(`${base}/solutions`, { status: 'Active' }),
});

export const productsQuery = queryOptions({
  queryKey: ['products'],
  staleTime: Infinity,
  queryFn: () => api.get<{ items: Product[] }>(`${base}/products`),
});

export const listDeliveries = (query: ListQuery) =>
  api.get<Page<Delivery>>(`${base}/deliveries`, listParameters(query));

export const redrive = (ids: string[]) =>
  api.post<{ redriven: number }>(`${base}/deliveries/redrive`, { ids });

export const deskQueue = (query: ListQuery) =>
  api.get<Page<Summary>>(`${base}/desk/opportunities`, listParameters(query));

export const deskRecordQuery = (id: string) =>
  queryOptions({
    queryKey: ['desk', 'opportunity', id],
    queryFn: () => api.get<Record>(at`/api/central/desk/opportunities/${id}`),
  });

export const deskHistory = (id: string, cursor?: string) =>
  api.get<Page<Change>>(at`/api/central/desk/opportunities/${id}/history`, { cursor });

export const deskPartnersQuery = queryOptions({
  queryKey: ['desk', 'partners'],
  staleTime: 60_000,
  queryFn: () => api.get<{ items: { id: string; name: string }[] }>(`${base}/desk/partners`),
});

export interface Verdict {
  version: string;
  decision: Decision;
  comment?: string;
  reason?: string;
}

export const decide = (id: string, verdict: Verdict) =>
  api.post<Saved>(at`/api/central/desk/opportunities/${id}/decision`, verdict);

export interface TeamMember {
  BusinessTitle: string;
  FirstName: string;
  LastName: string;
  Email: string;
}

export interface AwsSide {
  version: string;
  stage: string;
  targetCloseDate: string;
  nextSteps: string;
  closedLostReason: string;
  involvement: string;
  involvementReason: string;
  team: TeamMember[];
}

export const saveAwsSide = (id: string, side: AwsSide) =>
  api.put<Saved>(at`/api/central/desk/opportunities/${id}/aws-side`, side);
