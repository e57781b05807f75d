# The guest of the libvirt tests: an operating system that fits into a boot sector, so that it is up within 0.1 s, in 4 MiB.
#
# Several times a second it counts on, prints the count on its serial port and writes it to sector 1 of its disk, with a
# number that only this boot knows. If somebody else has written there meanwhile, two copies are running: SPLIT-BRAIN. A
# new boot goes on from the count on the disk. It obeys the ACPI power button.
#
# Sector 1: count, number of the boot that wrote it, MiB of memory to fill (a migration has to carry them), 1 = deaf to
# the power button; 32 bits each.
#
# Lines: `UP COUNT`, `TICK COUNT`, `SPLIT-BRAIN COUNT`, `POWER-BUTTON COUNT`, and `IO-ERROR COUNT`, after which it stands
# still; eight hexadecimal digits.

.set COM1, 0x3f8
.set PM1_STATUS, 0x600          # of the PIIX4, where SeaBIOS puts it
.set PM1_ENABLE, 0x602
.set PM1_CONTROL, 0x604
.set POWER_BUTTON, 0x100
.set SLEEP_S5, 0x2000
.set BIOS_TICKS, 0x46c          # 18.2 a second
.set PACE, 4                    # of those

.set record, 0x8000             # sector 1 in memory
.set record_count, record
.set record_boot, record + 4
.set record_fill, record + 8
.set record_deaf, record + 12

.code16
.globl start
start:
        ljmp    $0, $1f
1:      cli
        xor     %ax, %ax
        mov     %ax, %ds
        mov     %ax, %ss
        mov     $start, %sp
        mov     %dl, drive
        # Interrupt 9 is ACPI's; nobody here handles it, the button is looked at.
        in      $0xa1, %al
        or      $2, %al
        out     %al, $0xa1
        mov     $PM1_ENABLE, %dx
        mov     $POWER_BUTTON, %ax
        outw    %ax, %dx
        sti
        rdtsc
        mov     %eax, this_boot
        call    read
        jc      broken
        mov     record_count, %eax
        mov     %eax, count
        mov     record_boot, %eax
        mov     %eax, last_boot
        call    fill
        mov     $said_up, %si
        call    say

pace:   mov     BIOS_TICKS, %ebx
        add     $PACE, %ebx
1:      hlt
        cmpb    $0, record_deaf
        jne     2f
        mov     $PM1_STATUS, %dx
        inw     %dx, %ax
        test    $POWER_BUTTON, %ax
        jnz     off
2:      cmp     %ebx, BIOS_TICKS
        jb      1b
        call    read
        jc      broken
        mov     count, %eax
        cmp     %eax, record_count
        jne     split
        mov     last_boot, %eax
        cmp     %eax, record_boot
        jne     split
write:  incl    count
        mov     count, %eax
        mov     %eax, record_count
        mov     this_boot, %eax
        mov     %eax, record_boot
        mov     %eax, last_boot
        mov     $0x43, %ah
        call    disk
        jc      broken
        mov     $said_tick, %si
        call    say
        jmp     pace
split:  mov     $said_split, %si
        call    say
        jmp     write

off:    mov     $said_button, %si
        call    say
        mov     $PM1_CONTROL, %dx
        mov     $SLEEP_S5, %ax
        outw    %ax, %dx
halt:   hlt
        jmp     halt
broken: mov     $said_io, %si
        call    say
        jmp     halt

# Memory from 1 MiB on, with what no migration can leave out: one look into protected mode gives %es a limit of 4 GiB.
fill:   mov     record_fill, %ecx
        shl     $18, %ecx
        jz      1f
        cli
        lgdt    table_place
        mov     %cr0, %eax
        inc     %ax
        mov     %eax, %cr0
        mov     $8, %bx
        mov     %bx, %es
        dec     %ax
        mov     %eax, %cr0
        sti
        mov     $0x100000, %edi
        cld
        addr32 rep stosl        # %eax is not 0
1:      ret

read:   mov     $0x42, %ah
disk:   mov     $packet, %si
        mov     drive, %dl
        int     $0x13
        ret

# The word at %si, then the count.
say:    cld
1:      lodsb
        test    %al, %al
        jz      1f
        call    put
        jmp     1b
1:      mov     count, %eax
        mov     $8, %cx
2:      rol     $4, %eax
        push    %eax
        and     $15, %al
        cmp     $10, %al        # to a hexadecimal digit, by decimal adjustment
        sbb     $0x69, %al
        das
        call    put
        pop     %eax
        loop    2b
        mov     $'\n', %al
put:    mov     $COM1, %dx
        out     %al, %dx
        ret

said_up:        .asciz "UP "
said_tick:      .asciz "TICK "
said_split:     .asciz "SPLIT-BRAIN "
said_io:        .asciz "IO-ERROR "
said_button:    .asciz "POWER-BUTTON "

.balign 8
table:          .quad 0, 0x008f92000000ffff     # data, base 0, 4 GiB
table_place:    .word . - table - 1
                .long table
.balign 4
packet:         .byte 16, 0                     # one sector to 0:record from sector 1
                .word 1, record, 0
                .quad 1
count:          .long 0
this_boot:      .long 0
last_boot:      .long 0
drive:          .byte 0
.org 510
                .word 0xaa55
