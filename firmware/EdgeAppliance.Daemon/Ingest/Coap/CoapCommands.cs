using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using EdgeAppliance.Daemon.Twins;
using EdgeAppliance.Drivers.Protocols.Coap;

namespace EdgeAppliance.Daemon.Ingest.Coap;

/// <summary>What devices are told that observe it over CoAP (RFC 7641): at <c>edge/{device}/commands</c> the commands that they have not answered, oldest first,
/// <c>[{"id":"…","command":"start","value":…}]</c>; at <c>edge/{device}/twin/desired</c> what they shall be. An answer is posted to
/// <c>edge/{device}/responses?id=…</c>, and takes its command off the list. Since the list is the resource's state, a notification that
/// is lost or that a newer one overtakes loses no command.</summary>
internal sealed class CoapCommands(TimeProvider time)
{
    private const int WaitingMax = 16;
    private const int WaitingBytesMax = 16 * 1024;

    /// <summary>The longest that there is (RFC 7252 section 5.10.6).</summary>
    private const int ETagBytes = 8;

    /// <summary>For how long a command stands that nobody waits for the answer of.</summary>
    private static readonly TimeSpan s_stands = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly CommandAnswers _answers = new();

    // Guarded by _lock.
    private readonly Dictionary<string, List<CoapCommand>> _waiting = new(StringComparer.Ordinal);

    /// <summary>What devices are wanted to be; null until that is read.</summary>
    public DesiredStates? Desired { get; set; }

    /// <summary>Whether a path is observed; and tells its observers that it has changed. Not called with a lock held: a server asks for the resource then.</summary>
    public required Func<string, bool> IsObserved { get; init; }

    public required Action<string> Notify { get; init; }

    public bool IsListenedTo(string device) => IsObserved(CoapDevicePath.CommandsOf(device));

    public async Task<DeviceAnswer> Send(string device, string name, byte[] payload, TimeSpan wait, CancellationToken stop)
    {
        if (_answers.IsFull) return new DeviceAnswer(DeviceAnswerKind.Failed, $"{CommandAnswers.WaitingMax} commands wait for their answers already.");
        byte[] correlation = CommandAnswers.NewCorrelation();
        var command = new CoapCommand(correlation, name, payload, NowMs + (long)(wait > TimeSpan.Zero ? wait : s_stands).TotalMilliseconds);
        if (!TryAdd(device, command)) return new DeviceAnswer(DeviceAnswerKind.Failed, "The device listens, and takes no more: too many commands wait for its answer already.");
        var answer = wait > TimeSpan.Zero ? _answers.Expect(correlation) : null;
        try
        {
            Notify(CoapDevicePath.CommandsOf(device));
            if (answer is null) return new DeviceAnswer(DeviceAnswerKind.Sent);
            return new DeviceAnswer(DeviceAnswerKind.Done) { Payload = await answer.WaitAsync(wait, time, stop) };
        }
        catch (TimeoutException)
        {
            return new DeviceAnswer(DeviceAnswerKind.NoAnswer, $"The command went out, and no answer came to '{CoapDevicePath.ResponsesOf(device)}'.");
        }
        finally
        {
            if (answer is not null) Remove(device, command.Id);
            _answers.Forget(correlation);
        }
    }

    /// <summary>A device that is here is told what it shall be.</summary>
    public void Tell(string device) => Notify(CoapDevicePath.DesiredOf(device));

    public CoapReply Commands(string device)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartArray();
            lock (_lock)
            {
                foreach (var command in Standing_NeedsLock(device))
                {
                    json.WriteStartObject();
                    json.WriteString("id", command.Id);
                    json.WriteString("command", command.Name);
                    json.WritePropertyName("value");
                    json.WriteRawValue(command.Json, skipInputValidation: true);
                    json.WriteEndObject();
                }
            }
            json.WriteEndArray();
        }
        return Content(bytes.WrittenMemory);
    }

    public CoapReply Twin(string device) => Content((Desired?.Get(device) ?? DesiredState.None).Told);

    /// <returns>False where no such command waits for its answer.</returns>
    public bool TryAnswer(string device, ReadOnlySpan<byte> id, ReadOnlySpan<byte> payload)
    {
        Span<byte> correlation = stackalloc byte[CommandAnswers.CorrelationBytes];
        if (id.Length != 2 * correlation.Length || Convert.FromHexString(id, correlation, out _, out _) != OperationStatus.Done) return false;
        // An answer counts for a command to the one who answers alone.
        if (!Remove(device, Convert.ToHexStringLower(correlation))) return false;
        _answers.TryAnswer(correlation, payload.ToArray());
        return true;
    }

    private long NowMs => (long)(time.GetTimestamp() * (1000.0 / time.TimestampFrequency));

    // RFC 7959 section 2.4: who fetches it block by block sees by the tag whether the blocks belong together.
    private static CoapReply Content(ReadOnlyMemory<byte> json) => new(CoapCode.Content) { ContentFormat = CoapFormat.Json, Payload = json, ETag = SHA256.HashData(json.Span).AsMemory(0, ETagBytes) };

    private bool TryAdd(string device, CoapCommand command)
    {
        lock (_lock)
        {
            foreach (string other in _waiting.Keys.ToList()) Standing_NeedsLock(other);
            var commands = Standing_NeedsLock(device);
            if (commands.Count >= WaitingMax || commands.Sum(waiting => waiting.Json.Length) + command.Json.Length > WaitingBytesMax) return false;
            _waiting[device] = [.. commands, command];
            return true;
        }
    }

    private bool Remove(string device, string id)
    {
        lock (_lock) return _waiting.TryGetValue(device, out var commands) && commands.RemoveAll(command => command.Id == id) > 0;
    }

    private List<CoapCommand> Standing_NeedsLock(string device)
    {
        if (!_waiting.TryGetValue(device, out var commands)) return [];
        long now = NowMs;
        commands.RemoveAll(command => command.UntilMs <= now);
        if (commands.Count == 0) _waiting.Remove(device);
        return commands;
    }
}
