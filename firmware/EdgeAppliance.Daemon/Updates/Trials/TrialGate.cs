using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Inference.Isolation;
using EdgeAppliance.Inference.Runtime;

namespace EdgeAppliance.Daemon.Updates.Trials;

/// <summary>What a version has to pass before it is loaded here.</summary>
/// <param name="prove">Runs the golden test of the bundle in a folder, apart from the appliance.</param>
internal sealed class TrialGate(ModelTrialConfiguration options, Func<string, CandidateProof> prove, TimeProvider time)
{
    public DateTimeOffset Now => time.GetUtcNow();

    /// <exception cref="ModelLoadException">It is not usable; the message says why.</exception>
    /// <exception cref="IOException">Nothing can be said of it now.</exception>
    public void Prove(string folder)
    {
        var proof = prove(folder);
        if (proof.IsMissing) throw new IOException(proof.Refusal);
        if (proof.Refusal is { } refusal) throw new ModelLoadException(refusal);
        if (proof.ResidentBytes > options.ResidentMax)
            throw new ModelLoadException($"It takes {proof.ResidentBytes >> 20} MiB of resident memory, and models.trial.resident allows {options.ResidentMax >> 20} MiB.");
    }
}
