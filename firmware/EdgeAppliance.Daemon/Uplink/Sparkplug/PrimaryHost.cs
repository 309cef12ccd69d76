using System.Text.Json;
using EdgeAppliance.Drivers.Protocols.Sparkplug;

namespace EdgeAppliance.Daemon.Uplink.Sparkplug;

/// <summary>Whether the host without which nothing is sent is there (Sparkplug 3.0 section 5.5). One thread at a time tells.</summary>
internal sealed class PrimaryHost(string name)
{
    private const int PayloadBytesMax = 1024;

    private TaskCompletionSource _online = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _timestampMs = long.MinValue;

    public string Name => name;

    public string Topic { get; } = SparkplugTopic.StateOf(name);

    /// <summary>Done once it is online.</summary>
    public Task Online => _online.Task;

    /// <summary>What was known before the connection counts no more.</summary>
    public void Begin()
    {
        _online = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _timestampMs = long.MinValue;
    }

    /// <returns>False where it has gone. A state that is older than the last one says nothing.</returns>
    public bool Take(ReadOnlySpan<byte> payload)
    {
        if (payload.Length > PayloadBytesMax || !TryRead(payload, out bool isOnline, out long timestampMs) || timestampMs < _timestampMs) return true;
        _timestampMs = timestampMs;
        if (isOnline) _online.TrySetResult();
        return isOnline || !_online.Task.IsCompleted;
    }

    private static bool TryRead(ReadOnlySpan<byte> payload, out bool isOnline, out long timestampMs)
    {
        isOnline = false;
        timestampMs = 0;
        try
        {
            var json = new Utf8JsonReader(payload);
            using var state = JsonDocument.ParseValue(ref json);
            var root = state.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("online"u8, out var online) || !root.TryGetProperty("timestamp"u8, out var time)) return false;
            isOnline = online.ValueKind == JsonValueKind.True;
            return online.ValueKind is JsonValueKind.True or JsonValueKind.False && time.ValueKind == JsonValueKind.Number && time.TryGetInt64(out timestampMs);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second is the answer to a name with an escape that is half of a character.
            return false;
        }
    }
}
