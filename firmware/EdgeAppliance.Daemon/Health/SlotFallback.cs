using EdgeAppliance.Core.Health;

namespace EdgeAppliance.Daemon.Health;

/// <summary>
/// What the image notes where an update of the operating system was given up and the slot before it runs again:
/// <c>image/root/usr/lib/edge-image/boot-state</c> writes lines of <c>NAME=value</c>, and takes the file away when an update stays.
/// </summary>
internal static class SlotFallback
{
    public const string StandardFile = "/data/os/fallback";
    private const int FileBytesMax = 4096;

    /// <returns>One condition, or none where there is no such file or it says nothing.</returns>
    public static IReadOnlyList<HealthCondition> Look(string file)
    {
        string? text = Read(file);
        if (text is null || Value(text, "SLOT") is not { Length: > 0 } slot) return [];
        string version = Value(text, "VERSION") is { Length: > 0 } known ? known : "a version that is not known";
        string reason = Value(text, "REASON") is { Length: > 0 } told ? told : "no reason was kept";
        return
        [
            new HealthCondition("system.update-given-up", HealthSeverity.Warning, "system", $"The update of the system to {version} in slot {slot} was given up: {reason}. The slot before it runs.",
                $"Publish a mended update; what the slot said last is in /data/os/journal-{slot}, where it got that far."),
        ];
    }

    /// <returns>The version that was given up, empty where it is not known, and why; null where none was.</returns>
    public static (string Version, string Reason)? Find(string file) =>
        Read(file) is { } text && Value(text, "SLOT") is { Length: > 0 } ? (Value(text, "VERSION") ?? "", Value(text, "REASON") ?? "") : null;

    /// <summary>What the image notes is short: no more of it is read.</summary>
    /// <returns>Null where there is no such file, or it cannot be read.</returns>
    public static string? Read(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            var buffer = new byte[FileBytesMax];
            int length = stream.ReadAtLeast(buffer, FileBytesMax, throwOnEndOfStream: false);
            return System.Text.Encoding.UTF8.GetString(buffer, 0, length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? Value(string text, string name)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
            if (line.StartsWith(name) && line.Length > name.Length && line[name.Length] == '=') return Printable(line[(name.Length + 1)..].Trim());
        return null;
    }

    /// <summary>The text without what would tell a terminal something.</summary>
    public static string Printable(ReadOnlySpan<char> value) => string.Create(value.Length, value, (to, from) =>
    {
        for (int i = 0; i < to.Length; i++) to[i] = char.IsControl(from[i]) ? ' ' : from[i];
    });
}
