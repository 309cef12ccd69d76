using System.Diagnostics;
using EdgeAppliance.Inference.Isolation;

namespace EdgeAppliance.Daemon.Running;

/// <summary>How the appliance starts itself once more, to prove a new version of a model apart from what it runs.</summary>
internal static class ModelProving
{
    public const string Argument = "--prove-model";

    /// <summary>Where accelerators' libraries are found.</summary>
    private const string LibraryPath = "LD_LIBRARY_PATH";

    /// <param name="memoryBytesMax">What models may take.</param>
    public static CandidateProver Prover(long memoryBytesMax, TimeProvider time) => new(StartInfo, memoryBytesMax, time);

    public static ProcessStartInfo StartInfo()
    {
        var start = OwnProcess.StartInfo(Argument);
        if (Environment.GetEnvironmentVariable(LibraryPath) is { } path) start.Environment[LibraryPath] = path;
        return start;
    }
}
