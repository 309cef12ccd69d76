using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace EdgeAppliance.Inference.Isolation;

/// <summary>Loads a version and runs its golden test in a process of its own before the appliance touches it: a model that takes the native
/// runtime down, or never ends, costs that process and itself. One at a time.</summary>
/// <param name="start">How to start <see cref="ProofWorker"/>.</param>
/// <param name="memoryBytesMax">What models may take, as in the appliance.</param>
public sealed class CandidateProver(Func<ProcessStartInfo> start, long memoryBytesMax, TimeProvider time)
{
    /// <summary>Longer than a golden test may take, and loading a large model on a small board.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(2);

    /// <summary>Of an answer more is not read.</summary>
    private const int AnswerCharactersMax = 16 << 10;

    private const int SignalsFrom = 128;

    /// <param name="folder">That holds the bundle.</param>
    public CandidateProof Prove(string folder)
    {
        try
        {
            using var process = Process.Start(start()) ?? throw new IOException("it was not started");
            using var limit = time.CreateTimer(static state => Kill((Process)state!), process, s_longest, Timeout.InfiniteTimeSpan);
            long since = time.GetTimestamp();
            process.StandardInput.WriteLine(folder);
            process.StandardInput.WriteLine(memoryBytesMax.ToString(CultureInfo.InvariantCulture));
            process.StandardInput.Flush();
            string answer = Read(process.StandardOutput);
            process.WaitForExit();
            return Judge(answer, process.ExitCode, time.GetElapsedTime(since) >= s_longest);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or Win32Exception)
        {
            return new CandidateProof($"The process that runs golden tests cannot be used: {e.Message}", 0) { IsMissing = true };
        }
    }

    /// <param name="answer">One of <see cref="ProofWire"/>, or whatever came before the process ended.</param>
    internal static CandidateProof Judge(string answer, int exitCode, bool isLate)
    {
        if (ProofWire.TryRead(answer, out var proof) && exitCode == 0) return proof;
        if (isLate) return new CandidateProof($"Its golden test did not end within {s_longest.TotalSeconds:0} s.", 0);
        string how = exitCode > SignalsFrom ? $"signal {exitCode - SignalsFrom}{NameOf(exitCode - SignalsFrom)}" : $"exit code {exitCode}";
        return new CandidateProof($"It crashes: the process that ran its golden test was ended by {how}.", 0);
    }

    private static string Read(StreamReader from)
    {
        char[] text = new char[AnswerCharactersMax];
        int length = from.ReadBlock(text, 0, text.Length);
        return new string(text, 0, length);
    }

    private static string NameOf(int signal) => signal switch
    {
        4 => " (SIGILL)",
        6 => " (SIGABRT)",
        7 => " (SIGBUS)",
        8 => " (SIGFPE)",
        9 => " (SIGKILL, as where memory is short)",
        11 => " (SIGSEGV)",
        _ => "",
    };

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has ended already.
        }
    }
}
