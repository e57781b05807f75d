/*
 * Does it come to rest in one view? Who proposes when, and what a lost message leaves behind, for three nodes that all
 * hear each other and are asked to every view (L1). picket.pml asks what must never happen whoever proposes; this one
 * asks that nobody is forgotten.
 *
 * Time is left out: whoever may propose after some wait proposes at some time. A message is answered at once, or lost,
 * and then the proposal has failed. At rest (nothing can happen any more) all must be in the same active view.
 *
 * | here       | stands for                                                                        |
 * | ---------- | --------------------------------------------------------------------------------- |
 * | WANTS      | membership/proposal-policy.ts decideProposal, turnOf; start-up.ts with all here   |
 * | STUCK      | membership/viewless.ts: the coordinator shows no view                             |
 * | PROPOSE    | membership/proposing.ts propose; agreement.ts #promise                            |
 * | ACCEPT     | agreement.ts #accept, #askToAccept                                                |
 * | INSTALL    | agreement.ts #install, #acceptInstall; with the last one #activate                |
 * | ACTIVATE   | agreement.ts #acceptActivate                                                      |
 * | REMIND     | membership/reminding.ts                                                           |
 *
 * Each -D switch takes one measure away; see README.md.
 */
#define N 3
#ifndef EMAX
#define EMAX 4     /* highest number of an epoch: whoever would propose a higher one is not at rest */
#endif
#ifndef LOSSES
#define LOSSES 1   /* messages */
#endif
#ifndef CRASHES
#define CRASHES 1  /* of daemons; they come back */
#endif
#define LIVES 2

#define BIT(x) (1<<(x))
#define MEMBER(j) (1<<((j)*LIVES+inc[j]))
#define EVERYBODY (MEMBER(0)|MEMBER(1)|MEMBER(2))
#define IN(s,j) (((s)&MEMBER(j))!=0)
#define EPOCH(k,i) (((k)*N+(i))*LIVES+inc[i])
#define NUMBER(e) ((e)/(N*LIVES))
#define PROPOSER(e) (((e)/LIVES)%N)
#define PROPOSER_LIFE(e) ((e)%LIVES)
#define MAX(a,b) ((a)>(b) -> (a) : (b))
#define HIGHEST MAX(MAX(promised[0],promised[1]),promised[2])
#define EACH(M) M(0) M(1) M(2)

byte inc[N], promised[N], losses, crashes;
bool daemon[N]=1, joining[N]=1, acts[N];
byte view[N];        /* epoch of the view stored in this life; 0: none */
byte members[N];     /* of that view */
byte hand[N];        /* members of the proposal that this node has in hand */
byte accepted[N], installed[N];
byte untold[N];      /* coordinator: who has not been sent the word that the view is active */

/* As heartbeats show it: `joining` until its first view. */
#define HOLDS(j) (daemon[j] && !joining[j])
#define COORDINATES(i) (acts[i] && PROPOSER(view[i])==i)
#define COORDINATOR_HERE(i) (daemon[PROPOSER(view[i])] && inc[PROPOSER(view[i])]==PROPOSER_LIFE(view[i]) && HOLDS(PROPOSER(view[i])))
#define STUCK(i) (!acts[PROPOSER(view[i])])
#define STRANGER(i,j) (((j)==(i) || HOLDS(j)) && !IN(members[i],j))
#define STRANGERS(i) (STRANGER(i,0) || STRANGER(i,1) || STRANGER(i,2))
#define JOINERS_ONLY (!HOLDS(0) && !HOLDS(1) && !HOLDS(2))
#define ALL_UP (daemon[0] && daemon[1] && daemon[2])
#define CONTENT(i) (acts[i] && members[i]==EVERYBODY && !STUCK(i))
#define IS_TURN(i) (STRANGERS(i) && !(acts[i] && !COORDINATES(i) && COORDINATOR_HERE(i)) || PROPOSER(view[i])==i \
  || !COORDINATOR_HERE(i) || !acts[i] || STUCK(i))
/* Only with everybody up: else the view of those that are is the one to come to, and the same question. */
#define WANTS(i) (daemon[i] && ALL_UP && !hand[i] && (joining[i] -> JOINERS_ONLY : !CONTENT(i) && IS_TURN(i)))

inline view_ends(i1) { acts[i1]=0; untold[i1]=0 }
inline gives_up(i2) { hand[i2]=0; accepted[i2]=0; installed[i2]=0 }
inline becomes_active(i3) { acts[i3]=1; joining[i3]=0 }
inline is_lost(i4) { losses++; gives_up(i4) }

#define PROPOSE :: atomic { WANTS(i) && NUMBER(HIGHEST)<EMAX -> \
  d_step { promised[i]=EPOCH(NUMBER(HIGHEST)+1,i); view_ends(i); hand[i]=EVERYBODY; accepted[i]=BIT(i); installed[i]=0 } }
#define ASKS(i,j) (daemon[i] && hand[i] && (j)!=(i))
/* The proposer has promised a higher one meanwhile. */
#define OVERTAKEN :: atomic { hand[i] && PROPOSER(promised[i])!=i -> d_step { gives_up(i) } }
#define ACCEPT(j) :: atomic { ASKS(i,j) && accepted[i]!=7 && !(accepted[i]&BIT(j)) -> \
  if \
  :: d_step { PROPOSER(promised[i])==i && daemon[j] && IN(hand[i],j) && promised[j]<promised[i] -> \
       promised[j]=promised[i]; view_ends(j); gives_up(j); accepted[i]=accepted[i]|BIT(j); \
       if :: accepted[i]==7 -> view[i]=promised[i]; members[i]=hand[i]; installed[i]=BIT(i) :: else fi } \
  :: d_step { !(daemon[j] && IN(hand[i],j) && promised[j]<promised[i]) -> gives_up(i) }   /* refused */ \
  :: d_step { losses<LOSSES && daemon[j] && IN(hand[i],j) && promised[j]<promised[i] -> \
       promised[j]=promised[i]; view_ends(j); gives_up(j); is_lost(i) }   /* the answer; what the question would be is among the refusals */ \
  fi }
#define INSTALL(j) :: atomic { ASKS(i,j) && accepted[i]==7 && !(installed[i]&BIT(j)) -> \
  if \
  :: d_step { PROPOSER(promised[i])==i && daemon[j] && IN(hand[i],j) && promised[j]==promised[i] -> \
       view[j]=promised[i]; members[j]=hand[i]; installed[i]=installed[i]|BIT(j); \
       if :: installed[i]==7 -> becomes_active(i); gives_up(i); untold[i]=7&~BIT(i) :: else fi } \
  :: d_step { !(daemon[j] && IN(hand[i],j) && promised[j]==promised[i]) -> gives_up(i) } \
  :: d_step { losses<LOSSES && daemon[j] && IN(hand[i],j) && promised[j]==promised[i] -> view[j]=promised[i]; members[j]=hand[i]; is_lost(i) } \
  fi }
#define HEARS(i,j) (daemon[j] && IN(members[i],j) && view[j]==view[i] && promised[j]==view[i])
#define ACTIVATE(j) :: atomic { daemon[i] && (untold[i]&BIT(j)) -> untold[i]=untold[i]&~BIT(j); \
  if \
  :: d_step { HEARS(i,j) -> becomes_active(j) } \
  :: d_step { losses<LOSSES && HEARS(i,j) -> losses++ } \
  :: d_step { !HEARS(i,j) } \
  fi }
#ifdef NO_REMINDER
#define REMIND(j)
#elif defined(REMIND_ONLY)   /* and a refusal changes nothing */
#define REMIND(j) :: atomic { COORDINATES(i) && !untold[i] && (j)!=i && HEARS(i,j) && joining[j] && !acts[j] -> d_step { becomes_active(j) } }
#else
#define REMIND(j) :: atomic { COORDINATES(i) && !untold[i] && (j)!=i && daemon[j] && IN(members[i],j) && joining[j] && !acts[j] -> \
  d_step { if :: HEARS(i,j) -> becomes_active(j) :: else -> view_ends(i) fi } }
#endif

proctype node(byte i) {
  do
  PROPOSE
  OVERTAKEN
  EACH(ACCEPT)
  EACH(INSTALL)
  EACH(ACTIVATE)
  EACH(REMIND)
  :: atomic { daemon[i] && inc[i]<LIVES-1 && crashes<CRASHES ->
       d_step { crashes++; daemon[i]=0; view_ends(i); gives_up(i); joining[i]=1; view[i]=0; members[i]=0 } }
  :: atomic { !daemon[i] -> d_step { daemon[i]=1; inc[i]=inc[i]+1 } }
  od
}
#define TOGETHER (acts[0] && acts[1] && acts[2] && view[0]==view[1] && view[1]==view[2])
active proctype rest() {
  timeout -> assert(TOGETHER || WANTS(0) || WANTS(1) || WANTS(2))   /* who wants is out of epochs, not at rest */
}
init { atomic { run node(0); run node(1); run node(2) } }
