using System.Runtime.InteropServices;

namespace EdgeAppliance.Pictures.Isolation;

/// <summary>Takes from this process what a decoder does not need, for good: files, network, other processes, and memory without end. Where the
/// kernel cannot, the process is still one of its own.</summary>
internal static unsafe partial class Sandbox
{
    private const int NoNewPrivileges = 38;
    private const int FileSize = 1, Data = 2, Core = 4;
    private const ulong DataBytesMax = 1UL << 30;
    private const int SetPipeSize = 1031;
    private const int PipeBytes = 1 << 20;

    // linux/seccomp.h and linux/audit.h.
    private const uint KillProcess = 0x8000_0000, Allow = 0x7FFF_0000, NotPermitted = 0x0005_0001;
    private const uint ArchX64 = 0xC000_003E, ArchArm64 = 0xC000_00B7;
    private const int SetFilter = 1, AllThreads = 1;

    // By kernel number (arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h): open and its kin, sockets, what makes or changes
    // files, exec, other processes' memory and signals, mounts, namespaces, io_uring, bpf, keys.
    private static readonly uint[] s_refusedX64 =
    [
        2, 41, 42, 43, 44, 46, 49, 50, 53, 57, 58, 59, 62, 76, 82, 83, 84, 85, 86, 87, 88, 90, 92, 94, 101, 133, 155, 161, 165, 166, 250, 257, 258, 259, 260, 263, 264,
        265, 266, 268, 272, 288, 298, 304, 308, 310, 311, 316, 319, 321, 322, 323, 425, 426, 427, 428, 429, 430, 431, 432, 434, 437, 438, 442,
    ];

    private static readonly uint[] s_refusedArm64 =
    [
        33, 34, 35, 36, 37, 38, 39, 40, 41, 45, 51, 53, 54, 56, 97, 117, 129, 198, 199, 200, 201, 202, 203, 206, 211, 217, 218, 219, 221, 241, 242, 265, 268, 270, 271,
        276, 279, 280, 281, 282, 425, 426, 427, 428, 429, 430, 431, 432, 434, 437, 438, 442,
    ];

    /// <returns>Whether the kernel refuses those calls from now on.</returns>
    public static bool Enter()
    {
        _ = Control(1, SetPipeSize, PipeBytes);
        Limit(FileSize, 0);
        Limit(Core, 0);
        Limit(Data, DataBytesMax);
        if (SetProcess(NoNewPrivileges, 1, 0, 0, 0) != 0) return false;
        bool isArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
        var filter = Filter(isArm ? ArchArm64 : ArchX64, isArm ? s_refusedArm64 : s_refusedX64);
        fixed (Instruction* first = filter)
        {
            var program = new Program { Length = (ushort)filter.Length, First = first };
            return Call(isArm ? 277 : 317, SetFilter, AllThreads, &program) == 0;
        }
    }

    /// <summary>A program for the kernel's packet filter, which sees the call's number at 0 and the machine at 4 (seccomp(2)).</summary>
    private static Instruction[] Filter(uint machine, uint[] refused)
    {
        const ushort Load = 0x20, JumpEqual = 0x15, JumpAtLeast = 0x35, Return = 0x06;
        List<Instruction> program =
        [
            new(Load, 0, 0, 4), new(JumpEqual, 1, 0, machine), new(Return, 0, 0, KillProcess),
            // Calls of another size of pointer, which have numbers of their own.
            new(Load, 0, 0, 0), new(JumpAtLeast, 0, 1, 0x4000_0000), new(Return, 0, 0, KillProcess),
        ];
        foreach (uint number in refused)
        {
            program.Add(new(JumpEqual, 0, 1, number));
            program.Add(new(Return, 0, 0, NotPermitted));
        }
        program.Add(new(Return, 0, 0, Allow));
        return [.. program];
    }

    private static void Limit(int resource, ulong most)
    {
        var limit = (most, most);
        _ = SetLimit(resource, &limit);
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int SetProcess(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, void* limit);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int file, int command, int value);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint Call(nint number, nint operation, nint flags, void* argument);

    /// <summary>struct sock_filter.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Operand);

    /// <summary>struct sock_fprog.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Program
    {
        public ushort Length;
        public Instruction* First;
    }
}
