using System.Text.Json;
using EdgeAppliance.Core.Files;

namespace EdgeAppliance.Daemon.Uplink.Data;

/// <summary>What an uplink of data has put, the last of it by name, and how many bytes today: kept in one file that is replaced whole, so that a
/// restart renews no budget. <c>{ "day": "2026-11-27", "bytes": 123, "objects": [ { "key", "records", "bytes", "at" } ] }</c>, newest first.</summary>
/// <remarks>Written by one thread at a time, read by any.</remarks>
internal sealed class SentLedger
{
    private const int ObjectsMax = 200;

    private readonly string? _file;
    private volatile SentState _state;

    /// <param name="file">Null where nothing is kept.</param>
    public SentLedger(string? file)
    {
        _file = file;
        _state = Read(file) ?? new SentState("", 0, []);
    }

    public IReadOnlyList<SentObject> Objects => _state.Objects;

    public long BytesOn(DateTimeOffset now) => _state.Day == DayOf(now) ? _state.Bytes : 0;

    /// <summary>Counts bytes before they go: what is cut off half way has cost them too.</summary>
    /// <exception cref="IOException">It cannot be kept; as for <see cref="Add"/>.</exception>
    public void Spend(long bytes, DateTimeOffset now) => Keep(_state with { Day = DayOf(now), Bytes = BytesOn(now) + bytes });

    public void Add(SentObject sent) => Keep(_state with { Objects = [sent, .. _state.Objects.Take(ObjectsMax - 1)] });

    private static string DayOf(DateTimeOffset now) => now.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private void Keep(SentState state)
    {
        if (_file is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
            DurableFile.Replace(_file, JsonSerializer.SerializeToUtf8Bytes(state, SentJson.Default.SentState));
        }
        _state = state;
    }

    private static SentState? Read(string? file)
    {
        try
        {
            return file is not null && File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllBytes(file), SentJson.Default.SentState) is { Objects: not null, Day: not null } state ? state : null : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            // It is replaced with the next bundle.
            return null;
        }
    }
}
