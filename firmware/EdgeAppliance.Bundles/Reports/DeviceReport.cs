using System.Text.Json;

namespace EdgeAppliance.Bundles.Reports;

/// <summary>What a device says of its bundles: retained on <c>edge/DEVICE/bundles</c>, and <c>/api/bundles</c>. Of each bundle the version that
/// runs, and beside it a newer one that waits, is under way or has failed.</summary>
public sealed record DeviceReport
{
    /// <summary>A longer one is not read.</summary>
    public const int BytesMax = 256 << 10;

    private const int BundlesMax = 256;
    private const int TextMax = 1024;

    public required string Device { get; init; }

    /// <summary>By which whoever watches tells whom a rollout means.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<BundleReport> Bundles { get; init; } = [];

    public static string TopicOf(string device) => $"edge/{device}/bundles";

    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, ReportJson.Default.DeviceReport);

    /// <summary>Reads what anybody may have published.</summary>
    /// <returns>Null where it is no report, or larger than any is.</returns>
    public static DeviceReport? TryParse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > BytesMax) return null;
        try
        {
            return JsonSerializer.Deserialize(utf8, ReportJson.Default.DeviceReport) is { } report && report.IsSound ? report : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private bool IsSound => IsText(Device) && Tags is not null && Tags.All(tag => IsText(tag.Value)) && Bundles is { Count: <= BundlesMax } && Bundles.All(IsWhole);

    private static bool IsWhole(BundleReport? bundle) =>
        bundle is not null && IsText(bundle.Bundle) && IsText(bundle.Version) && Enum.IsDefined(bundle.State) && (bundle.Deployment?.Length ?? 0) <= TextMax && (bundle.Reason?.Length ?? 0) <= TextMax;

    private static bool IsText(string? text) => text is { Length: > 0 and <= TextMax };
}
