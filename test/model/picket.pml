/*
 * Picket's views, ledger, fences, starts, leaving and start-up for one service on N nodes, for the model checker Spin.
 *
 * The world (power, daemons, the service, links, shots in the air) is kept apart from what the nodes believe. Detectors
 * and timers are left out: a node may propose any set of nodes that it can talk to, at any time. A message arrives at
 * once or never, except a start order, which may be under way or in a queue (and with LATE an `activate`, which may be
 * under way). Storing and answering are one step. That nobody is forgotten (L1) is asked in rest.pml.
 *
 * | here               | stands for                                                                               |
 * | ------------------ | ---------------------------------------------------------------------------------------- |
 * | PROPOSE            | membership/proposing.ts propose, proposal-policy.ts; agreement.ts propose and #promise   |
 * | PROPOSE_ALONE      | the same with promise and view in one write                                              |
 * | MAY_FORM           | membership/start-up.ts decideStartUp                                                     |
 * | ELIGIBLE           | membership/admission.ts hasLeft, proposing.ts objection                                  |
 * | BARRED             | cluster/under-fire.ts isUnderFire, node.ts #barred                                       |
 * | ACCEPT             | agreement.ts #accept; cluster/member-desk.ts report: queued orders are dropped           |
 * | merge              | agreement.ts propose, after the last Accept: the merge and the proposer's own #install   |
 * | MAKES_START_UP     | cluster/merge-view.ts mergeView: the proposer starts up, or a member has no ledger       |
 * | MAY_NOT_FORM       | cluster/quorum-desk.ts merged                                                            |
 * | take_records       | membership/ledger.ts mergeLedgers                                                        |
 * | merge_service      | cluster/merge-view.ts applyReports, findDoubts; resources/service-machine.ts `reported`  |
 * | merge_nodes        | merge-view.ts nodeChanges, membership/lost.ts findLost: who is lost, and so to be fenced |
 * | INSTALL            | agreement.ts #acceptInstall; with the last one the proposer's #activate                  |
 * | ACTIVATE, HEAR     | agreement.ts #acceptActivate: until then the holder of an Install is passive; the word   |
 * |                    | may be said as often as one likes while the view is active: membership/reminding.ts      |
 * | view_ends          | agreement.ts abandonView; cluster/node.ts #viewEnded; cluster/fence-desk.ts stop         |
 * | STORE              | agreement.ts #acceptReplicate and #apply; replicator.ts: in force with the last one      |
 * | START, STOP ...    | cluster/service-desk.ts; coordinator.ts startsBlocked; service-machine.ts                |
 * | SETTLE             | service-desk.ts settleDoubt                                                              |
 * | OBEY               | member-desk.ts perform, agreement.ts obeys; resources/local-services.ts start            |
 * | SHOOT, FENCED      | fence-desk.ts, fencing/fencer.ts; to look first (lookFirst) is to be FENCED without SHOOT |
 * | CONFIRM            | fence-desk.ts confirmDown                                                                |
 * | VOUCH, VOUCHED     | cluster/operator-desk.ts confirmAtStartUp, seen; what the word is worth in a merge       |
 * | forget             | membership/ledger-store.ts load: the file is missing or corrupt                          |
 * | LEAVE, STAY, LEFT  | cluster/departure.ts, coordinator.ts recordLeft                                          |
 * | daemon_begins      | agents of the old daemon end before the new one looks: resources/orphans.ts              |
 *
 * Each -D switch takes one safety measure away; README.md tells which, the bounds, and what is not modelled.
 */
#ifndef N
#define N 2
#endif
#ifndef EMAX
#define EMAX 3   /* highest number of an epoch */
#endif
#ifndef CRASHES
#define CRASHES 1   /* of daemons and hosts; those that are shot are not counted */
#endif
#ifndef CUTS
#define CUTS 1   /* of links */
#endif
#ifndef STOPS
#define STOPS 1   /* of the service by the coordinator */
#endif
#ifndef LEAVES
#define LEAVES 0   /* nodes that are told to leave */
#endif
#ifndef VOUCHES
#define VOUCHES 0   /* words of an operator: that node is down */
#endif
#ifndef BLANKS
#define BLANKS 0   /* ledger files that are lost while the daemon is away; three nodes only */
#endif
#ifndef STARTS
#define STARTS 9   /* decisions to start the service */
#endif
#ifndef WORDS
#define WORDS 0   /* changes of the ledger about another service; three nodes only */
#endif
#ifdef CRASHES_ONLY   /* who is meant, where not just anybody crashes or leaves */
#define CRASHER(i) ((i)==CRASHES_ONLY)
#else
#define CRASHER(i) 1
#endif
#ifdef LEAVES_ONLY
#define LEAVER(i) ((i)==LEAVES_ONLY)
#else
#define LEAVER(i) 1
#endif
#ifndef LATE
#define LATE 0   /* 1: a shot may land, and an `activate` arrive, at any later time, also when that view is over for its
                    coordinator; 0: at once or never */
#endif
#ifndef LIVES
#define LIVES 3   /* incarnations of a node */
#endif

#define ALL ((1<<N)-1)
#define NONE N
#define BIT(x) (1<<(x))
#define HAS(m,x) (((m)>>(x))&1)

/*
 * An epoch is (number, proposer), as one number in that order. The proposer's incarnation is needed only when promises
 * can be forgotten, with a ledger that is lost too: else a proposer never uses a number twice.
 */
#if N>2 && !defined(WITNESS)
#define WITNESS 0   /* two of the three have quorum only with a witness's vote, which is lost or regained so many times; 0: no witness */
#endif
#ifdef SAME_EPOCH
#define EPOCH(k,i) ((k)*N)
#define NUMBER(e) ((e)/N)
#elif defined(NO_PERSIST) || BLANKS>0
#define EPOCH(k,i) (((k)*N+(i))*LIVES+inc[i])
#define NUMBER(e) ((e)/(N*LIVES))
#define COORDINATOR(e) (((e)/LIVES)%N)
#else
#define EPOCH(k,i) ((k)*N+(i))
#define NUMBER(e) ((e)/N)
#define COORDINATOR(e) ((e)%N)
#endif

/* A set of members (id, incarnation) is a bit field of LIVES bits for each id. */
#define MEMBER(j) (1<<((j)*LIVES+inc[j]))
#define OF(j) (((1<<LIVES)-1)<<((j)*LIVES))
#ifdef ANY_INCARNATION
#define IN(s,j) (((s)&OF(j))!=0)   /* sessions lead to whoever is there */
#else
#define IN(s,j) (((s)&MEMBER(j))!=0)
#endif

/* A node record: standing and incarnation. */
#define REC(i,j) rec[(i)*N+(j)]
#define STANDING(i,j) (REC(i,j)/LIVES)
#define RECINC(i,j) (REC(i,j)%LIVES)
#define RECORD(s,n) ((s)*LIVES+(n))
#define IS_MEMBER 0
#define IS_LOST 1
#define IS_FENCED 2
#define HAS_LEFT 3
#define IS_NEVER 4   /* no record */
#define IS_PROOF(i,j) (STANDING(i,j)==IS_FENCED || STANDING(i,j)==HAS_LEFT)

/* The world. */
bool power[N]=1, daemon[N]=1;
byte svc[N];        /* the service: 0 stopped, 1 an agent starts it, 2 running */
byte inc[N];        /* incarnation */
byte shot[N];       /* 1 + who sent the power-off that is on its way to the device; it may never come to pass */
byte cut;           /* links */
byte crashes, cuts, stops, leaves, vouches;
#if STARTS<9
byte starts;
#define START_MORE (starts<STARTS)
#define COUNT_START starts++
#else
#define START_MORE 1
#define COUNT_START skip
#endif
#if N>2
byte words;
#endif
#if BLANKS>0
byte blanks;
#endif
#if N>2 && WITNESS
bool vote=1;        /* whoever asks the witness gets its vote */
byte votes;
#endif

/* On disk. */
byte promised[N];
bool stands[N];     /* the view of the promised epoch is stored */
short known[N];     /* others: members of the view and of all that was promised since */
byte rec[N*N];
byte owner[N], state[N];   /* state: 0 no owner, 1 starting or started, 2 to be stopped or checked, 3 error */
#if N>2
short recStamp[N*N], stamp[N];
byte version[N];
#define VMAX 7
#endif
#if BLANKS>0
bool blank[N];      /* no view on this disk */
#define BLANK(i) blank[i]
#else
#define BLANK(i) 0
#endif
#ifdef NO_PERSIST
byte kept[N];       /* epoch of the last view */
short keptKnown[N];
#endif

/* In the daemon. */
bool joining[N], acts[N];   /* acts: its view is active */
bool fresh[N];      /* an Install of this life waits for its view to become active */
short members[N];   /* of the proposal in hand, or of the view that it coordinates */
byte stored[N];     /* who has stored its Install */
byte change[N], acks[N];   /* what is being replicated, and who has stored it */
byte doubts[N];
bool stopDone[N];   /* the owner answered to the stop */
byte vouched[N];    /* nodes that an operator vouched for when they were off */
#if N>2 && VOUCHES>0
short knew[N];      /* starts of those nodes that its own disk named then */
short met[N];       /* starts of the others that it heard then */
#endif
#if LATE
bool told[N];       /* the word that the view it has stored is active is on its way to this node */
#endif
#if N>2 && WITNESS
bool poor[N];       /* the view that it coordinates was formed without quorum */
#endif
bool leaving[N];
bool order[N];      /* a start order to this node is under way or queued */
#ifdef FENCE_UNBOUND
byte wasOff[N];     /* read as off, in whatever view */
#endif

/* Scratch, zero between steps. */
byte x, y, z, ids, runs, mays;
short all;
bool startUp;       /* old proofs about missing nodes do not count in the view that is being formed */
#if N>2 && VOUCHES>0
short named;        /* starts of nodes that the disks of the accepting name */
bool othersBlank;
#endif

#define STARTING 1   /* +t */
#define OFF 11       /* +t */
#define GONE 21      /* +t */
#define STOPPING 31
#define RELEASED 32
#define AGAIN 33
#define WORD 34

/*
 * With SCRIPT only the views VIEW1 .. VIEW8 are proposed, in this order; each may fail at any step. A view is written as
 * the proposer (one digit) and its members (bits, one digit): 26 is a view of nodes 1 and 2, proposed by 2.
 */
#ifdef SCRIPT
byte script[9], turn;
#define NEXT(i,m) (script[turn]==(i)*10+(m))
#define TURN turn++
#else
#define NEXT(i,m) 1
#define TURN skip
#endif

#if N==2
#define IDS(s) ((((s)&OF(0))!=0)|((((s)&OF(1))!=0)<<1))
#define QUORATE(m) 1
#define LINK(i,j) ((i)==(j) || !cut)
#define EACH(M) M(0) M(1)
#define AND(C,a) (C(a,0) && C(a,1))
#define SETS PROPOSE_ALONE PROPOSE(3)
#define SET(m) ((HAS(m,0) -> MEMBER(0) : 0)|(HAS(m,1) -> MEMBER(1) : 0))
#define HIGHEST(m) (promised[0]>promised[1] -> promised[0] : promised[1])
#else
#define IDS(s) ((((s)&OF(0))!=0)|((((s)&OF(1))!=0)<<1)|((((s)&OF(2))!=0)<<2))
#ifdef NO_QUORUM
#define QUORATE(m) 1
#elif WITNESS
#define QUORATE(m) ((m)==7 || vote && ((m)==3||(m)==5||(m)==6))
#else
#define QUORATE(m) ((m)==3||(m)==5||(m)==6||(m)==7)
#endif
#define LINK(i,j) ((i)==(j) || !(cut & (1<<((i)+(j)-1))))
#define EACH(M) M(0) M(1) M(2)
#define AND(C,a) (C(a,0) && C(a,1) && C(a,2))
#define SETS PROPOSE_ALONE PROPOSE(3) PROPOSE(5) PROPOSE(6) PROPOSE(7)
#define SET(m) ((HAS(m,0) -> MEMBER(0) : 0)|(HAS(m,1) -> MEMBER(1) : 0)|(HAS(m,2) -> MEMBER(2) : 0))
#define PROMISED(m,j) (HAS(m,j) -> promised[j] : 0)
#define MAX(a,b) ((a)>(b) -> (a) : (b))
#define HIGHEST(m) (MAX(MAX(PROMISED(m,0),PROMISED(m,1)),PROMISED(m,2)))
#endif
#define TALK(i,j) (daemon[i] && daemon[j] && LINK(i,j))

/* Whatever the node had in mind as proposer or coordinator is over, and no order of the view is obeyed any more. */
inline view_ends(i1) {
  acts[i1]=0; fresh[i1]=0; members[i1]=0; stored[i1]=0; change[i1]=0; acks[i1]=0; doubts[i1]=0; stopDone[i1]=0;
#ifndef ANY_EPOCH
  order[i1]=0;
#endif
#if N>2
  version[i1]=0;
#if WITNESS
  poor[i1]=0;
#endif
#endif
#if LATE
  told[i1]=0;
#endif
}
#if N>2 && VOUCHES>0
#define words_end(i) vouched[i]=0; knew[i]=0; met[i]=0
#else
#define words_end(i) vouched[i]=0
#endif
inline daemon_ends(i2) {
  view_ends(i2); daemon[i2]=0; joining[i2]=0; leaving[i2]=0; words_end(i2);
#ifndef ANY_INCARNATION
  order[i2]=0;
#endif
#ifdef FENCE_UNBOUND
  wasOff[i2]=0;
#endif
#ifdef NO_PERSIST
  promised[i2]=kept[i2]; known[i2]=keptKnown[i2];
#endif
}
inline power_ends(i3) { daemon_ends(i3); power[i3]=0; svc[i3]=0; order[i3]=0 }
inline daemon_begins(i4) { daemon[i4]=1; inc[i4]=inc[i4]+1; joining[i4]=1;
#ifdef ANY_INCARNATION
  acts[i4]=stands[i4];   /* goes on in the view that its disk has */
#endif
}
#if BLANKS>0
/* The ledger file is lost, or corrupt: the next daemon knows nothing. */
inline forget(i5) {
  blank[i5]=1; promised[i5]=0; known[i5]=0; stands[i5]=0; owner[i5]=NONE; state[i5]=0; stamp[i5]=0; x=0;
  do
  :: x<N -> REC(i5,x)=RECORD(IS_NEVER,0); recStamp[i5*N+x]=0; x++
  :: else -> break
  od; x=0
}
#endif
inline becomes_active(j3) { acts[j3]=1; joining[j3]=0; fresh[j3]=0 }

/* What a member reports: bits of those that run the service, and of those that may. */
inline report(j1) {
  if
#ifdef NO_REPORT
  :: svc[j1] && joining[j1]
#endif
#ifdef ORPHANS
  :: svc[j1]==1 && joining[j1]
#endif
#ifdef IN_HAND
  :: svc[j1]==1
#else
  :: svc[j1]==1 -> mays=mays|BIT(j1)
#endif
  :: svc[j1]==2 -> runs=runs|BIT(j1)
  :: else
  fi
}
/* membership/ledger.ts mergeLedgers: per record the higher stamp wins. With two nodes it does not matter: both are here, and their own words decide. */
#if N>2
#ifdef STAMPS_ONLY
#define OLD_PROOF(a,b,j) 0
#else
#define OLD_PROOF(a,b,j) (IS_PROOF(a,j) && RECINC(a,j)<RECINC(b,j))   /* of an earlier start than the other speaks of */
#endif
inline take_records(p1,j2) {
  y=0;
  do
  :: y<N ->
     if
     :: STANDING(p1,y)==IS_NEVER || OLD_PROOF(p1,j2,y) || !OLD_PROOF(j2,p1,y) && recStamp[j2*N+y]>recStamp[p1*N+y] -> REC(p1,y)=REC(j2,y); recStamp[p1*N+y]=recStamp[j2*N+y]
     :: else
     fi; y++
  :: else -> break
  od;
  if :: stamp[j2]>stamp[p1] -> owner[p1]=owner[j2]; state[p1]=state[j2]; stamp[p1]=stamp[j2] :: else fi; y=0
}
#define STAMP(i) (promised[i]*(VMAX+1)+version[i])
#define NOTE_REC(i,j) recStamp[(i)*N+(j)]=STAMP(i)
#define NOTE_SERVICE(i) stamp[i]=STAMP(i)
#else
inline take_records(p1,j2) { skip }
#define NOTE_REC(i,j) skip
#define NOTE_SERVICE(i) skip
#endif

/* A proof is about an incarnation. */
#ifdef PROOF_OF_ANY
#define PROVEN(p,j,n) IS_PROOF(p,j)
#else
#define PROVEN(p,j,n) (IS_PROOF(p,j) && RECINC(p,j)==(n))
#endif
/* Old proofs about missing nodes do not count in the first view after a start, nor in one with a member that has no ledger. */
#ifdef TRUST_OLD
#define DISTRUST 0
#else
#define DISTRUST startUp
#endif
#ifdef TRUST_BLANK
#define MAKES_START_UP(p,x) ((x)==(p) && joining[p])
#else
#define MAKES_START_UP(p,x) ((x)==(p) && joining[p] || BLANK(x))
#endif

/*
 * An operator's word about a node counts as long as nobody who is asked names a start of that node which the disk of the
 * one that was told did not name then, and none of them has forgotten what it knew, unless it was heard then already.
 */
#ifdef MISSING_GONE
#define VOUCHED(p,j) 1   /* who is missing at start-up counts as gone */
#elif N==2 || VOUCHES==0 || defined(WORD_STANDS)
#define VOUCHED(p,j) HAS(vouched[p],j)
#else
#define VOUCHED(p,j) (HAS(vouched[p],j) && !(named&OF(j)&~knew[p]) && !othersBlank)
#endif
#if N>2 && VOUCHES>0
#define NAMES(i,j) ((STANDING(i,j)==IS_NEVER -> 0 : 1<<((j)*LIVES+RECINC(i,j)))|(known[i]&OF(j)))
#define NOTE_NAMES(p,x) named=named|NAMES(x,0)|NAMES(x,1)|NAMES(x,2); othersBlank=othersBlank||BLANK(x)&&(x)!=(p)&&!(met[p]&MEMBER(x))
#define FORGET_NAMES named=0; othersBlank=0
#else
#define NOTE_NAMES(p,x) skip
#define FORGET_NAMES skip
#endif

inline merge_service(p2) {
  z=owner[p2]; y=state[p2];
  if
  :: y==3
  :: y!=3 && z!=NONE && HAS(ids,z) ->   /* the owner's own word first */
     if
     :: HAS(runs,z)
     :: HAS(mays,z) -> state[p2]=2
     :: else -> owner[p2]=NONE; state[p2]=0
     fi
  :: y!=3 && z!=NONE && !HAS(ids,z) && (DISTRUST -> VOUCHED(p2,z) : IS_PROOF(p2,z)) -> owner[p2]=NONE; state[p2]=0
  :: else
  fi;
  x=0;
  do
  :: x<N ->
     if
     :: state[p2]!=3 && x!=owner[p2] && HAS(runs,x) -> if :: owner[p2]==NONE -> owner[p2]=x; state[p2]=1 :: else -> state[p2]=3 fi
     :: state[p2]!=3 && x!=owner[p2] && HAS(mays,x) -> if :: owner[p2]==NONE -> owner[p2]=x; state[p2]=2 :: else -> doubts[p2]=doubts[p2]|BIT(x) fi
     :: else
     fi; x++
  :: else -> break
  od; x=0;
#ifdef NO_DOUBTS
  doubts[p2]=0;
#endif
  if :: z!=owner[p2] || y!=state[p2] -> NOTE_SERVICE(p2) :: else fi;
  y=0; z=0
}
/* With two nodes a member's incarnation is not needed in the record: `known` has it. */
#if N==2
#define MEMBER_RECORD(p,j) RECORD(IS_MEMBER,0)
#else
#define LIVED(p,j) ((members[p]>>((j)*LIVES))&((1<<LIVES)-1))
#define MEMBER_RECORD(p,j) RECORD(IS_MEMBER,(LIVED(p,j)>7 -> 3 : (LIVED(p,j)>3 -> 2 : (LIVED(p,j)>1 -> 1 : 0))))
#endif
/* A view that may not fence writes nobody as lost: what it distrusts must not be trusted by the next one. */
#if BLANKS>0 && !defined(BLANK_SPENT)
#define VOID_PROOF(p,j) :: !HAS(ids,j) && !QUORATE(ids) && DISTRUST && STANDING(p,j)!=IS_LOST && STANDING(p,j)!=IS_MEMBER && !VOUCHED(p,j) -> \
  REC(p,j)=RECORD(IS_MEMBER,RECINC(p,j)); NOTE_REC(p,j)
#else
#define VOID_PROOF(p,j)
#endif
/* A view's word that these are members is newer than any good-bye that one of them took back, and of which not all know. */
#ifdef OLD_STAMP
#define STAMPS_ANEW 0
#else
#define STAMPS_ANEW 1
#endif
inline merge_nodes(p3) {
  x=0;
  do
  :: x<N ->
     if
     :: HAS(ids,x) -> if :: STAMPS_ANEW || REC(p3,x)!=MEMBER_RECORD(p3,x) -> NOTE_REC(p3,x) :: else fi; REC(p3,x)=MEMBER_RECORD(p3,x)
     :: !HAS(ids,x) && QUORATE(ids) && startUp && VOUCHED(p3,x) -> REC(p3,x)=RECORD(IS_FENCED,RECINC(p3,x)); NOTE_REC(p3,x)
     :: !HAS(ids,x) && QUORATE(ids) && !(startUp && VOUCHED(p3,x)) && STANDING(p3,x)!=IS_LOST ->
        y=0; z=(STANDING(p3,x)==IS_MEMBER || DISTRUST);
        do
        :: y<LIVES -> if :: ((all>>(x*LIVES+y))&1) && !PROVEN(p3,x,y) -> z=1 :: else fi; y++
        :: else -> break
        od;
        if
        :: z -> z=RECINC(p3,x); y=0;   /* the one that is heard is the one that is shot, else the latest that is known */
           do
           :: y<LIVES -> if :: (all>>(x*LIVES+y))&1 -> z=y :: else fi; y++
           :: else -> break
           od;
           if :: TALK(p3,x) -> z=inc[x] :: else fi;
           REC(p3,x)=RECORD(IS_LOST,z); NOTE_REC(p3,x)
        :: else
        fi; y=0; z=0
     VOID_PROOF(p3,x)
     :: else
     fi; x++
  :: else -> break
  od; x=0
}

#ifdef HALF
#define PROMISE_KNOWN(i,s) skip
#define INSTALL_KNOWN(i,s) known[i]=(s)&~OF(i)
#else
#define PROMISE_KNOWN(i,s) known[i]=(known[i]|(s))&~OF(i)
#define INSTALL_KNOWN(i,s) known[i]=(known[i]|(s))&~OF(i)
#endif
#ifdef INSTALL_SOME
#define ALONE_DOES 1
#else
#define ALONE_DOES 0
#endif
#ifdef NO_PERSIST
#define KEEP(i) kept[i]=promised[i]; keptKnown[i]=known[i]
#else
#define KEEP(i) skip
#endif
#if BLANKS>0
#define HAS_VIEW(i) blank[i]=0
#define words_used(i) skip   /* a word is kept as long as the daemon lives */
#else
#define HAS_VIEW(i) skip
#define words_used(i) words_end(i)   /* nothing asks for it any more */
#endif
#if N>2 && WITNESS
#define NOTE_QUORUM(p) poor[p]=!QUORATE(ids)
#else
#define NOTE_QUORUM(p) skip
#endif
/* cluster/quorum-desk.ts merged: the first view after a start needs quorum, or a word about each who is missing. */
#if N==2 || defined(POOR_START)
#define MAY_NOT_FORM(p) 0
#else
#define ACCOUNTED(p,j) (HAS(ids,j) || VOUCHED(p,j))
#define MAY_NOT_FORM(p) (joining[p] && !QUORATE(ids) && !AND(ACCOUNTED,p))
#endif
/* All of the proposal have accepted: the new ledger, stored by the proposer first of all. */
inline merge(p) {
  ids=IDS(members[p]); x=0;
  do
  :: x<N ->
     if
     :: HAS(ids,x) -> all=all|known[x]; startUp=startUp||MAKES_START_UP(p,x); NOTE_NAMES(p,x); report(x)
     :: else
     fi; x++
  :: else -> break
  od; x=0;
  do
  :: x<N -> if :: HAS(ids,x) && x!=p && !MAY_NOT_FORM(p) -> take_records(p,x) :: else fi; x++
  :: else -> break
  od;
  if
  :: MAY_NOT_FORM(p) -> members[p]=0
  :: else ->
     merge_service(p); merge_nodes(p); INSTALL_KNOWN(p,members[p]); KEEP(p); NOTE_QUORUM(p);
     stands[p]=1; HAS_VIEW(p); fresh[p]=1; stored[p]=BIT(p);
     if :: ids==BIT(p) || ALONE_DOES -> becomes_active(p); words_used(p) :: else fi
  fi;
  ids=0; runs=0; mays=0; all=0; startUp=0; FORGET_NAMES
}

#define KNOWS(i,j) ((known[i]&OF(j))!=0)
#if defined(NO_WAIT) || defined(MISSING_GONE)
#define MAY_FORM(i,m) 1
#elif N==2
#define MAY_FORM(i,m) ((m)==ALL || HAS(vouched[i],1-i) || (STANDING(i,1-i)==IS_FENCED && !KNOWS(i,1-i)))
#else
#define MAY_FORM(i,m) (QUORATE(m) || ((m)|vouched[i])==ALL)
#endif
/* cluster/under-fire.ts; kept out of the other checks, which find more without it. */
#if defined(DUEL) && !defined(FOLLOW_TARGET)
#define BARRED(i,j) (acts[i] && COORDINATOR(promised[i])!=i && STANDING(i,j)==IS_LOST && TALK(i,COORDINATOR(promised[i])))
#else
#define BARRED(i,j) 0
#endif
#define SAID_GOODBYE(i,j) (REC(i,j)==RECORD(HAS_LEFT,inc[j]))
#define ELIGIBLE(m,j) (!HAS(m,j) || (j)==i || TALK(i,j) && !SAID_GOODBYE(i,j) && !BARRED(i,j))

#define PROMISES(e) view_ends(i); promised[i]=e; stands[i]=0
#define PROPOSE_ALONE :: atomic { daemon[i] && NEXT(i,BIT(i)) && NUMBER(promised[i])<EMAX && !(acts[i] && members[i]==MEMBER(i)) && (!joining[i] || MAY_FORM(i,BIT(i))) -> \
  d_step { PROMISES(EPOCH(NUMBER(promised[i])+1,i)); members[i]=MEMBER(i); merge(i); TURN } }
#define PROPOSE(m) :: atomic { daemon[i] && HAS(m,i) && NEXT(i,m) && AND(ELIGIBLE,m) && NUMBER(HIGHEST(m))<EMAX && (!joining[i] || MAY_FORM(i,m)) -> \
  d_step { z=NUMBER(HIGHEST(m))+1; PROMISES(EPOCH(z,i)); z=0; members[i]=SET(m); PROMISE_KNOWN(i,members[i]); TURN } }
#define PROPOSES(p) (members[p]!=0 && !acts[p] && !stands[p])
#define ACCEPTED(p,j) (!(members[p]&OF(j)) || promised[j]==promised[p])
#define ACCEPT(p) :: atomic { (p)!=i && PROPOSES(p) && TALK(i,p) && IN(members[p],i) && promised[i]<promised[p] && !SAID_GOODBYE(i,p) && !BARRED(i,p) -> \
  d_step { PROMISES(promised[p]); PROMISE_KNOWN(i,members[p]); if :: AND(ACCEPTED,p) -> merge(p) :: else fi } }

/* For L2 the word that the view is active is heard at once by whoever can be talked to. */
#ifdef DUEL
#define PROMPTLY(p) becomes_active_too(p,0); becomes_active_too(p,1); becomes_active_too(p,2)
#define becomes_active_too(p,j) if :: (j)!=(p) && IN(members[p],j) && promised[j]==promised[p] && TALK(p,j) -> becomes_active(j) :: else fi
#else
#define PROMPTLY(p) skip
#endif
#ifdef HALF_JOINS
#define JOINS(i) joining[i]=0
#else
#define JOINS(i) skip   /* a stored Install ends no start-up, an active view does */
#endif
#ifdef INSTALL_SOME
#define INSTALLS(p) (members[p]!=0 && stands[p])
#else
#define INSTALLS(p) (members[p]!=0 && stands[p] && !acts[p])
#endif
#if N==2
#define COPY_RECORDS(p,j) REC(j,0)=REC(p,0); REC(j,1)=REC(p,1)
#else
#define COPY_RECORDS(p,j) REC(j,0)=REC(p,0); REC(j,1)=REC(p,1); REC(j,2)=REC(p,2); stamp[j]=stamp[p]; \
  recStamp[(j)*N]=recStamp[(p)*N]; recStamp[(j)*N+1]=recStamp[(p)*N+1]; recStamp[(j)*N+2]=recStamp[(p)*N+2]
#endif
#define INSTALL(p) :: atomic { (p)!=i && INSTALLS(p) && TALK(i,p) && IN(members[p],i) && !HAS(stored[p],i) && promised[i]==promised[p] -> \
  d_step { COPY_RECORDS(p,i); owner[i]=owner[p]; state[i]=state[p]; INSTALL_KNOWN(i,members[p]); KEEP(i); stands[i]=1; HAS_VIEW(i); fresh[i]=1; JOINS(i); \
    stored[p]=stored[p]|BIT(i); if :: stored[p]==IDS(members[p]) -> becomes_active(p); words_used(p); stored[p]=0; PROMPTLY(p) :: else fi } }
#define COORDINATES(c) (daemon[c] && acts[c] && members[c]!=0)
/* Member t of the active view that c coordinates. */
#define FOLLOWS(c,t) (IN(members[c],t) && promised[t]==promised[c] && stands[t])
#define CAN_TELL(c) ((c)!=i && COORDINATES(c) && TALK(i,c) && FOLLOWS(c,i) && fresh[i] && !acts[i])
#if LATE
#define ACTIVATE(c) :: atomic { CAN_TELL(c) && !told[i] -> told[i]=1 }
#define HEAR :: atomic { told[i] -> d_step { told[i]=0; if :: fresh[i] && !acts[i] -> becomes_active(i) :: else fi } }
#else
#define ACTIVATE(c) :: atomic { CAN_TELL(c) -> d_step { becomes_active(i) } }
#define HEAR
#endif
#define OBEYS(c,t) ((t)==(c) || TALK(c,t) && acts[t] && FOLLOWS(c,t))

/* The coordinator of an active view, which has one change under way at a time. */
#define LOSES(c,j) (STANDING(c,j)==IS_LOST)
#if N>2 && WITNESS
#define ENOUGH(c) (!poor[c] && QUORATE(IDS(members[c])))   /* as it was formed, and now */
#else
#define ENOUGH(c) QUORATE(IDS(members[c]))
#endif
#ifdef NO_FENCE
#define UNBLOCKED(c) QUORATE(IDS(members[c]))
#elif N==2
#define UNBLOCKED(c) (!LOSES(c,0) && !LOSES(c,1))
#else
#define UNBLOCKED(c) (ENOUGH(c) && !LOSES(c,0) && !LOSES(c,1) && !LOSES(c,2))
#endif
#ifdef PLACE_ON_LEFT
#define PLACEABLE(c,t) (!leaving[t])
#else
#define PLACEABLE(c,t) (!leaving[t] && STANDING(c,t)==IS_MEMBER)
#endif
#define FREE(c) (COORDINATES(c) && !change[c])
#define START(t) :: atomic { FREE(i) && IN(members[i],t) && UNBLOCKED(i) && state[i]==0 && !doubts[i] && PLACEABLE(i,t) && START_MORE -> d_step { change[i]=STARTING+t; COUNT_START } }
#define STOP :: atomic { FREE(i) && state[i]==1 && HAS(IDS(members[i]),owner[i]) && stops<STOPS -> d_step { change[i]=STOPPING; stops++ } }
#ifdef STOP_FAILED
#define STOPPED(t) skip   /* a stop that failed passes for one that succeeded */
#else
#define STOPPED(t) svc[t]=0; order[t]=0
#endif
#define STOP_ORDER(t) :: atomic { FREE(i) && state[i]==2 && owner[i]==t && !stopDone[i] && OBEYS(i,t) -> d_step { STOPPED(t); stopDone[i]=1 } }
#define RELEASE :: atomic { FREE(i) && state[i]==2 && stopDone[i] -> change[i]=RELEASED }
#define RESTART :: atomic { FREE(i) && state[i]==2 && stopDone[i] -> change[i]=AGAIN }
#define SETTLE(t) :: atomic { COORDINATES(i) && HAS(doubts[i],t) && OBEYS(i,t) && svc[t]!=2 -> d_step { STOPPED(t); doubts[i]=doubts[i]&~BIT(t) } }
#define MAY_SHOOT(i,t) (COORDINATES(i) && ENOUGH(i) && LOSES(i,t))
#define SHOOTS(i,t) (MAY_SHOOT(i,t) && change[i]!=OFF+(t) && power[t])   /* not what is read as off already */
#ifdef DUEL   /* L2: nobody shoots the one that is shooting at it */
#define NO_DUEL(i,t) assert(shot[i]!=1+(t))
#else
#define NO_DUEL(i,t) skip
#endif
#if LATE || defined(SHOT_IS_OFF)
#define SHOOT(t) :: atomic { SHOOTS(i,t) && !shot[t] -> NO_DUEL(i,t); shot[t]=1+i }
#else
#define SHOOT(t) :: atomic { SHOOTS(i,t) -> d_step { power_ends(t) } }
#endif
#if defined(SHOT_IS_OFF)
#define IS_OFF(i,t) (shot[t])
#elif defined(NEW_BOOT)
#define IS_OFF(i,t) (!power[t] || TALK(i,t) && joining[t])   /* a new boot, or daemon, that is merely heard */
#elif defined(FENCE_UNBOUND)
#define IS_OFF(i,t) (!power[t] || HAS(wasOff[i],t))
#define READ_OFF(t) :: atomic { MAY_SHOOT(i,t) && !power[t] && !HAS(wasOff[i],t) -> wasOff[i]=wasOff[i]|BIT(t) }
#else
#define IS_OFF(i,t) (!power[t])
#endif
#ifndef READ_OFF
#define READ_OFF(t)
#endif
#define FENCED(t) :: atomic { FREE(i) && MAY_SHOOT(i,t) && IS_OFF(i,t) -> change[i]=OFF+t }
#if N>2
/* An operator looked, and told a coordinator that may not fence. */
#if WORDS>0
#define CONFIRM(t) :: atomic { FREE(i) && LOSES(i,t) && !power[t] && vouches<VOUCHES -> d_step { change[i]=OFF+t; vouches++ } }
#define SAY :: atomic { FREE(i) && words<WORDS -> d_step { change[i]=WORD; words++ } }
#else
#define CONFIRM(t)
#define SAY
#endif
#else
#define CONFIRM(t)
#define SAY
#endif
#ifdef LEFT_BY_WORD
#define NOTHING_ON(c,t) 1
#else
#define NOTHING_ON(c,t) (owner[c]!=(t) && state[c]!=3 && !HAS(doubts[c],t))
#endif
#define LEFT(t) :: atomic { FREE(i) && leaving[t] && IN(members[i],t) && NOTHING_ON(i,t) && STANDING(i,t)==IS_MEMBER -> change[i]=GONE+t }

/* Member i stores a change of coordinator c; with the last one it is in force, and its order leaves. */
#ifdef NO_ALL_ACK
#define IN_FORCE(c) (HAS(acks[c],c))
#else
#define IN_FORCE(c) (acks[c]==IDS(members[c]))
#endif
#if N>2
#define COUNT(i) version[i]=version[i]+1
#else
#define COUNT(i) skip
#endif
#define STORE(c) :: atomic { COORDINATES(c) && change[c] && !HAS(acks[c],i) && OBEYS(c,i) -> \
  d_step { z=change[c]; COUNT(i); known[i]=members[c]&~OF(i); KEEP(i); \
    if \
    :: z<OFF -> owner[i]=z-STARTING; state[i]=1; NOTE_SERVICE(i) \
    :: z>=OFF && z<GONE -> REC(i,z-OFF)=RECORD(IS_FENCED,RECINC(i,z-OFF)); NOTE_REC(i,z-OFF); \
       if :: owner[i]==z-OFF && state[i]!=3 -> owner[i]=NONE; state[i]=0; NOTE_SERVICE(i) :: else fi \
    :: z>=GONE && z<STOPPING -> REC(i,z-GONE)=RECORD(HAS_LEFT,inc[z-GONE]); NOTE_REC(i,z-GONE) \
    :: z==STOPPING -> state[i]=2; NOTE_SERVICE(i) \
    :: z==RELEASED -> owner[i]=NONE; state[i]=0; NOTE_SERVICE(i) \
    :: z==AGAIN -> state[i]=1; NOTE_SERVICE(i) \
    :: z==WORD \
    fi; acks[c]=acks[c]|BIT(i); \
    if :: IN_FORCE(c) -> change[c]=0; acks[c]=0; stopDone[c]=0; \
      if \
      :: z<OFF && TALK(c,z-STARTING) -> order[z-STARTING]=1 \
      :: z==AGAIN && TALK(c,owner[c]) -> order[owner[c]]=1 \
      :: else \
      fi \
    :: else fi; z=0 } }

#ifdef ANY_EPOCH
#define STILL_VALID(i) 1   /* what was queued goes on, whatever was promised since */
#else
#define STILL_VALID(i) (acts[i] && owner[i]==i && state[i]==1)
#endif
#if N==2
#define ELSEWHERE(i,j) ((i)!=(j) && svc[j]!=0)
#define ANYWHERE_ELSE(i) (ELSEWHERE(i,0) || ELSEWHERE(i,1))
#else
#define ELSEWHERE(i,j) ((i)!=(j) && svc[j]!=0)
#define ANYWHERE_ELSE(i) (ELSEWHERE(i,0) || ELSEWHERE(i,1) || ELSEWHERE(i,2))
#endif
/* S1 and S3: at the moment a start begins, nobody else runs the service or is starting it. */
#define OBEY :: atomic { daemon[i] && order[i] && STILL_VALID(i) && !svc[i] -> assert(!ANYWHERE_ELSE(i)); d_step { svc[i]=1; order[i]=0 } }

/* An operator who looks, and tells a node that has no view yet; and that node is heard after all. */
#if N>2 && VOUCHES>0
#define HEARD(i,j) ((j)!=(i) && TALK(i,j) -> MEMBER(j) : 0)
#define NOTE_KNOWN(i,t) knew[i]=(knew[i]&~OF(t))|NAMES(i,t); met[i]=HEARD(i,0)|HEARD(i,1)|HEARD(i,2)
#else
#define NOTE_KNOWN(i,t) skip
#endif
#define VOUCH(t) :: atomic { (t)!=i && daemon[i] && joining[i] && !power[t] && !HAS(vouched[i],t) && vouches<VOUCHES -> \
  d_step { vouched[i]=vouched[i]|BIT(t); NOTE_KNOWN(i,t); vouches++ } }
#define UNVOUCH(t) :: atomic { HAS(vouched[i],t) && TALK(i,t) -> vouched[i]=vouched[i]&~BIT(t) }

proctype node(byte i) {
  do
  SETS
  STOP
  RELEASE
  RESTART
  EACH(ACCEPT)
  EACH(INSTALL)
  EACH(ACTIVATE)
  HEAR
  EACH(STORE)
  EACH(START)
  EACH(STOP_ORDER)
  EACH(SETTLE)
  EACH(SHOOT)
  EACH(READ_OFF)
  EACH(FENCED)
  EACH(CONFIRM)
  SAY
#if LEAVES>0
  EACH(LEFT)
  :: atomic { daemon[i] && !joining[i] && !leaving[i] && LEAVER(i) && leaves<LEAVES -> d_step { leaving[i]=1; leaves++ } }
  :: atomic { daemon[i] && leaving[i] && STANDING(i,i)!=HAS_LEFT -> leaving[i]=0 }   /* it stays: something could not be stopped */
  :: atomic { daemon[i] && leaving[i] && STANDING(i,i)==HAS_LEFT && !change[i] -> d_step { daemon_ends(i) } }
#endif
#if VOUCHES>0 && (N==2 || WORDS==0)
  EACH(VOUCH)
  EACH(UNVOUCH)
#endif
  OBEY
  :: atomic { svc[i]==1 -> svc[i]=2 }
  :: atomic { shot[i] && power[i] -> d_step { shot[i]=0; power_ends(i) } }
  :: atomic { CRASHER(i) && power[i] && crashes<CRASHES -> d_step { crashes++; power_ends(i) } }
  :: atomic { CRASHER(i) && daemon[i] && crashes<CRASHES -> d_step { crashes++; daemon_ends(i) } }
  :: atomic { !power[i] && inc[i]<LIVES-1 -> d_step { power[i]=1; daemon_begins(i) } }
#if BLANKS>0
  :: atomic { !daemon[i] && !blank[i] && blanks<BLANKS -> d_step { forget(i); blanks++ } }
#endif
#ifdef ORPHANS
  :: atomic { power[i] && !daemon[i] && inc[i]<LIVES-1 -> d_step { daemon_begins(i) } }
#else
  :: atomic { power[i] && !daemon[i] && inc[i]<LIVES-1 && svc[i]!=1 -> d_step { daemon_begins(i) } }
  :: atomic { power[i] && !daemon[i] && svc[i]==1 -> svc[i]=0 }
#endif
  od
}
proctype cables() {
  do
  :: atomic { cuts<CUTS && !cut -> d_step { cut=1; cuts++ } }
  :: atomic { cut -> cut=0 }
#if N>2 && WITNESS
  :: atomic { votes<WITNESS -> d_step { vote=1-vote; votes++ } }
#endif
#if N>2
  :: atomic { cuts<CUTS && !cut -> d_step { cut=3; cuts++ } }   /* node 0 alone */
  :: atomic { cuts<CUTS && !cut -> d_step { cut=6; cuts++ } }   /* node 2 alone */
  :: atomic { cuts<CUTS && !cut -> d_step { cut=7; cuts++ } }   /* everybody alone */
#endif
  od
}
#ifdef TOOK_BACK
/*
 * Another beginning. Node 2 was fenced by 0 and 1. 1 said good-bye and stayed after all, but 0 has that on record, and
 * went on with the next start of 2, without 1; the service runs on 2. 1 knows nothing of that.
 */
inline took_back() {
  inc[2]=1; promised[0]=EPOCH(2,0); promised[1]=EPOCH(1,0); promised[2]=EPOCH(2,0); acts[1]=0; svc[2]=2;
  members[0]=MEMBER(0)|MEMBER(2); known[0]=MEMBER(2); known[1]=MEMBER(0); known[2]=MEMBER(0);
  version[1]=1; REC(1,2)=RECORD(IS_FENCED,0); NOTE_REC(1,2);
  version[0]=1; REC(0,1)=RECORD(HAS_LEFT,0); recStamp[1]=STAMP(1)+1; REC(0,2)=RECORD(IS_MEMBER,1); NOTE_REC(0,2); owner[0]=2; state[0]=1; NOTE_SERVICE(0);
  version[2]=1; REC(2,1)=REC(0,1); recStamp[2*N+1]=recStamp[1]; REC(2,2)=REC(0,2); recStamp[2*N+2]=recStamp[2]; owner[2]=2; state[2]=1; stamp[2]=stamp[0]
}
#endif
init {
  d_step {   /* all are in a view, node 0 coordinates it, the service is stopped */
    x=0;
    do
    :: x<N -> y=0;
       do :: y<N -> known[x]=known[x]|MEMBER(y); y++ :: else -> break od;
       if :: x==0 -> members[0]=known[0] :: else fi;
       known[x]=known[x]&~OF(x); KEEP(x); owner[x]=NONE; acts[x]=1; stands[x]=1; x++
    :: else -> break
    od; x=0; y=0;
#ifdef TOOK_BACK
    took_back()
#endif
#ifdef SCRIPT
    script[0]=VIEW1; script[1]=VIEW2; script[2]=VIEW3; script[3]=VIEW4; script[4]=VIEW5; script[5]=VIEW6; script[6]=VIEW7; script[7]=VIEW8;
    script[SCRIPT]=99
#endif
  }
  atomic { run node(0); run node(1);
#if N>2
    run node(2);
#endif
    run cables() }
}
