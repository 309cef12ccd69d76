using System.Text.Json;
using EdgeAppliance.Bundles;
using EdgeAppliance.Daemon.Health;

namespace EdgeAppliance.Daemon.Updates.Slots;

/// <summary>What became of a request, as <c>image/root/usr/lib/edge-image/system-update</c> writes it.</summary>
/// <remarks>
/// The file <c>/data/os/system-update.json</c>, replaced whole; the format is frozen by a golden test.
/// <code>
/// {"format":1,"id":REQUEST,"state":STAGE,"version":VERSION,"boot":ID,"reason":TEXT}
/// </code>
/// </remarks>
/// <param name="Id">Of the request.</param>
/// <param name="Boot">The kernel's id of the start in which this was written.</param>
/// <param name="Reason">Empty where there is nothing to say.</param>
internal sealed record SlotOutcome(int Format, string Id, SlotStage State, string Version, string Boot, string Reason)
{
    private const int FormatNow = 1;
    private const int IdMax = 64;
    private const int ReasonMax = 400;

    /// <returns>Null where there is none, or none that can be read.</returns>
    public static SlotOutcome? Read(string file)
    {
        try
        {
            if (SlotFallback.Read(file) is not { } text || JsonSerializer.Deserialize(text, SlotJson.Default.SlotOutcome) is not { Format: FormatNow } outcome) return null;
            if (outcome is not { Id.Length: > 0 and <= IdMax, Boot: not null, Reason: not null } || outcome.Version is null || !BundlePath.IsVersion(outcome.Version)) return null;
            return outcome with { Reason = SlotFallback.Printable(outcome.Reason.AsSpan(0, Math.Min(outcome.Reason.Length, ReasonMax))) };
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
