using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace EdgeAppliance.Inference.Isolation;

/// <summary>What the process that proves a version answers, one line: <c>proved BYTES</c>, by which it grew, or <c>refused BYTES TEXT</c>.</summary>
internal static class ProofWire
{
    private const string Proved = "proved";
    private const string Refused = "refused";
    private const int RefusalCharactersMax = 4000;

    public static string Write(CandidateProof proof)
    {
        string bytes = proof.ResidentBytes.ToString(CultureInfo.InvariantCulture);
        if (proof.Refusal is not { } refusal) return $"{Proved} {bytes}\n";
        string text = refusal.Length > RefusalCharactersMax ? refusal[..RefusalCharactersMax] : refusal;
        return $"{Refused} {bytes} {text.ReplaceLineEndings(" ")}\n";
    }

    /// <returns>False where it is no answer, or not a whole one.</returns>
    public static bool TryRead(string answer, [NotNullWhen(true)] out CandidateProof? proof)
    {
        proof = null;
        if (!answer.EndsWith('\n')) return false;
        string[] parts = answer[..^1].Split(' ', 3);
        if (parts.Length < 2 || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long bytes)) return false;
        if (parts is [Proved, _]) proof = new CandidateProof(null, bytes);
        else if (parts is [Refused, _, { Length: > 0 } why]) proof = new CandidateProof(why, bytes);
        return proof is not null;
    }
}
