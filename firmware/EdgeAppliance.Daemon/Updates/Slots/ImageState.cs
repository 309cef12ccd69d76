using EdgeAppliance.Bundles;
using EdgeAppliance.Daemon.Health;

namespace EdgeAppliance.Daemon.Updates.Slots;

/// <summary>The image that this runs from: what does not change while it does, and what it notes of its slots.</summary>
/// <param name="Version">Of what runs.</param>
/// <param name="Board">RAUC's "compatible" of what it takes.</param>
/// <param name="Slot">That runs: A or B.</param>
/// <param name="Boot">The kernel's id of this start.</param>
internal sealed record ImageState(string Version, string Board, string Slot, string Boot)
{
    private const string CompatibleKey = "compatible=";
    private const string SlotKey = "rauc.slot=";

    private string _notes = "";

    /// <summary>What became of what was asked for last; null where nothing was, or nobody can say.</summary>
    public SlotOutcome? Outcome => SlotOutcome.Read(Path.Combine(_notes, "system-update.json"));

    /// <summary>Whether the slot that runs has been healthy for long enough to stay.</summary>
    public bool IsGood => SlotFallback.Read(Path.Combine(_notes, $"attempt-{Slot}"))?.Trim() == "healthy";

    /// <summary>The version that was given up last, empty where it is not known, and why; null where none was.</summary>
    public (string Version, string Reason)? GivenUp => SlotFallback.Find(Path.Combine(_notes, "fallback"));

    /// <param name="root">Where everything lies; another than <c>/</c> for tests.</param>
    /// <returns>Null where the appliance does not run on the image.</returns>
    public static ImageState? Find(string root = "/")
    {
        string? version = SlotFallback.Read(Path.Combine(root, "usr/lib/edge-image/version"))?.Trim();
        string? board = Word(Path.Combine(root, "etc/rauc/system.conf"), CompatibleKey);
        string? slot = Word(Path.Combine(root, "proc/cmdline"), SlotKey);
        string? boot = SlotFallback.Read(Path.Combine(root, "proc/sys/kernel/random/boot_id"))?.Trim();
        if (version is null || !BundlePath.IsVersion(version) || board is null || slot is not ("A" or "B") || string.IsNullOrEmpty(boot)) return null;
        return new ImageState(version, board, slot, boot) { _notes = Path.Combine(root, "data/os") };
    }

    /// <returns>What stands behind a key, up to white space.</returns>
    private static string? Word(string file, string key) =>
        SlotFallback.Read(file)?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(word => word.StartsWith(key, StringComparison.Ordinal))?[key.Length..];
}
