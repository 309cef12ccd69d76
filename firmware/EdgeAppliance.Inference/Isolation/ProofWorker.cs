using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Runtime;

namespace EdgeAppliance.Inference.Isolation;

/// <summary>The process that proves a version: 1 read which, 2 stand back behind the appliance, 3 load it and run its golden test, 4 say how it went.
/// It ends with the appliance.</summary>
public static class ProofWorker
{
    /// <summary>The kernel ends this process before others where memory is short.</summary>
    private const string LastInLine = "800";

    /// <returns>True where it answered, false where it was asked nothing.</returns>
    public static bool Run(TextReader from, TextWriter to, TimeProvider time)
    {
        if (from.ReadLine() is not { Length: > 0 } folder || !long.TryParse(from.ReadLine(), NumberStyles.None, CultureInfo.InvariantCulture, out long memory) || memory < 1) return false; // 1
        StandBack(); // 2
        EndWith(from);
        OnnxEnvironment.EnsureCreated(memory);
        long before = ResidentMemory.Now();
        string? refusal = null;
        try
        {
            using var model = LoadedModel.Load(folder, new MemoryBudget(memory), time); // 3
        }
        catch (ModelLoadException e)
        {
            refusal = e.Message;
        }
        to.Write(ProofWire.Write(new CandidateProof(refusal, Math.Max(0, ResidentMemory.Most() - before)))); // 4
        to.Flush();
        return true;
    }

    private static void StandBack()
    {
        try
        {
            using var self = Process.GetCurrentProcess();
            self.PriorityClass = ProcessPriorityClass.BelowNormal;
            File.WriteAllText("/proc/self/oom_score_adj", LastInLine);
        }
        catch (Exception e) when (e is Win32Exception or IOException or UnauthorizedAccessException)
        {
            // Then it is one process among others.
        }
    }

    /// <summary>The other end of the pipe closes where the appliance is gone.</summary>
    private static void EndWith(TextReader from) => new Thread(() =>
    {
        while (from.Read() >= 0)
        {
        }
        Environment.Exit(0);
    })
    { IsBackground = true, Name = "appliance" }.Start();
}
