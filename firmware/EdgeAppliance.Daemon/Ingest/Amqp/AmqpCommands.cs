using EdgeAppliance.Daemon.Twins;
using EdgeAppliance.Drivers.Protocols.Amqp;

namespace EdgeAppliance.Daemon.Ingest.Amqp;

/// <summary>What devices are told that receive over AMQP: commands to <c>edge/{device}/commands/{name}</c>, whose subject is the command and whose
/// answer goes to <c>edge/{device}/responses</c> with the same correlation id, and what they shall be, to <c>edge/{device}/twin/desired</c>, when
/// they attach and whenever it changes. A device receives from such an address or from a filter of them, as <c>edge/pump-7/#</c>.</summary>
internal sealed class AmqpCommands(AmqpCounters counters, TimeProvider time)
{
    private const string Prefix = "edge/";

    /// <summary>Commands that wait on one link for a device that does not ask for them.</summary>
    private const int WaitingMax = 64;

    private readonly Lock _lock = new();
    private readonly CommandAnswers _answers = new();

    // Guarded by _lock.
    private readonly Dictionary<AmqpSender, AmqpListening> _links = [];

    /// <summary>What devices are wanted to be; null until that is read.</summary>
    public DesiredStates? Desired { get; set; }

    /// <returns>Null where nothing is ever told there.</returns>
    public static TopicFilter? FilterOf(string address)
    {
        try
        {
            return address.StartsWith(Prefix, StringComparison.Ordinal) ? new TopicFilter(address) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    public static bool IsForAnswers(string address) => address.StartsWith(Prefix, StringComparison.Ordinal) && address.EndsWith("/responses", StringComparison.Ordinal);

    /// <summary>A device receives; what it shall be it is told now.</summary>
    public void Add(AmqpSender link)
    {
        var listening = new AmqpListening(FilterOf(link.Address)!);
        lock (_lock) _links[link] = listening;
        link.More = () => Next(listening);
        foreach (var (device, state) in Desired?.All ?? [])
            if (listening.Filter.TryMatch(TwinAddress(device), out _)) listening.Add(device, state);
        link.Tell();
    }

    public void Remove(AmqpSender link)
    {
        lock (_lock) _links.Remove(link);
    }

    public bool IsListenedTo(string device, string command) => Links(CommandAddress(device, command)).Count > 0;

    public async Task<DeviceAnswer> Send(string device, string name, byte[] payload, TimeSpan wait, CancellationToken stop)
    {
        string address = CommandAddress(device, name);
        if (_answers.IsFull) return new DeviceAnswer(DeviceAnswerKind.Failed, $"{CommandAnswers.WaitingMax} commands wait for their answers already.");
        byte[] correlation = CommandAnswers.NewCorrelation();
        var answer = wait > TimeSpan.Zero ? _answers.Expect(correlation) : null;
        try
        {
            bool sent = false;
            foreach (var (link, _) in Links(address)) sent |= Send(link, address, name, payload, (AnswerAddress(device), correlation));
            if (!sent) return new DeviceAnswer(DeviceAnswerKind.Failed, "The device listens, and takes no more: too many commands wait for it already.");
            counters.Count(AmqpCount.CommandsSent);
            if (answer is null) return new DeviceAnswer(DeviceAnswerKind.Sent);
            return new DeviceAnswer(DeviceAnswerKind.Done) { Payload = await answer.WaitAsync(wait, time, stop) };
        }
        catch (TimeoutException)
        {
            return new DeviceAnswer(DeviceAnswerKind.NoAnswer, $"The command went out, and no answer came to '{AnswerAddress(device)}'.");
        }
        finally
        {
            _answers.Forget(correlation);
        }
    }

    /// <summary>Tells a device that is here what it shall be, once it asks for more.</summary>
    public void Tell(string device, DesiredState desired)
    {
        foreach (var (link, listening) in Links(TwinAddress(device)))
        {
            listening.Add(device, desired);
            link.Tell();
        }
    }

    /// <summary>A message to an address of answers.</summary>
    public void Answer(in AmqpMessage message)
    {
        if (message.CorrelationId.IsEmpty) return;
        var text = new AmqpReader(message.CorrelationId).Bytes();
        Span<byte> correlation = stackalloc byte[CommandAnswers.CorrelationBytes];
        if (text.Length != 2 * correlation.Length) return;
        if (Convert.FromHexString(text, correlation, out _, out _) == System.Buffers.OperationStatus.Done) _answers.TryAnswer(correlation, message.Body.ToArray());
    }

    private static string CommandAddress(string device, string name) => $"{Prefix}{device}/commands/{name}";

    private static string AnswerAddress(string device) => $"{Prefix}{device}/responses";

    private static string TwinAddress(string device) => $"{Prefix}{device}/twin/desired";

    private List<KeyValuePair<AmqpSender, AmqpListening>> Links(string address)
    {
        lock (_lock) return [.. _links.Where(link => link.Value.Filter.TryMatch(address, out _))];
    }

    private static (ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Body)? Next(AmqpListening listening)
    {
        if (!listening.TryNext(out string device, out var state)) return null;
        byte[] told = state.Told;
        return (Head(TwinAddress(device), "desired", told, null), told);
    }

    private static bool Send(AmqpSender link, string address, string subject, byte[] payload, (string ReplyTo, byte[] Correlation) asks)
    {
        if (link.Waiting >= WaitingMax) return false;
        // Whether the device took it is its answer's to say.
        _ = link.Send(Head(address, subject, payload, asks), payload);
        return true;
    }

    private static ReadOnlyMemory<byte> Head(string address, string subject, byte[] payload, (string ReplyTo, byte[] Correlation)? asks)
    {
        var head = new AmqpWriter();
        head.BeginList(AmqpCode.Properties);
        head.Nulls(2);
        head.Text(address);
        head.Text(subject);
        head.Text(asks?.ReplyTo);
        // As text: what every client can give back.
        head.Text(asks is { } asked ? Convert.ToHexStringLower(asked.Correlation) : null);
        head.Symbol("application/json");
        head.EndList();
        head.Descriptor(AmqpCode.Data);
        head.BinaryHead(payload.Length);
        return head.Written;
    }
}
