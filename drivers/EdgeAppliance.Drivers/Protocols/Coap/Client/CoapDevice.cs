using System.Text;
using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Time;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers.Protocols.Coap.Client;

/// <summary>A device that is a CoAP server: its resources are channels. They are asked for at each beat, or the device tells of their
/// changes, which wait for the beat with their own times; a command puts or posts.</summary>
internal sealed class CoapDevice(CoapClientOptions options, DriverContext context, Random random) : Sensor
{
    private const int BodyBytesMax = 64 * 1024;

    private static readonly TimeSpan s_renewLater = TimeSpan.FromSeconds(5);

    private readonly CoapChanges _changes = new();
    private IReadOnlyList<CoapResource> _resources = [];
    private ChannelSet? _channels;
    private double[] _row = [];
    private CoapConnection? _connection;
    private CoapTransfers? _transfers;

    /// <summary>Known once it has begun.</summary>
    public override ChannelSet Channels => _channels!;

    public override int RowsMax => options.Observes ? CoapChanges.Max + 1 : 1;

    public override void Begin(Pause pause)
    {
        try
        {
            Connect();
            Arrange(options.Channels.Count > 0 ? options.Channels : Discovered());
        }
        catch (IOException e) when (e is not BusException)
        {
            throw Unanswered(e);
        }
    }

    public override void Read(SensorRows rows)
    {
        try
        {
            if (_connection!.HasEnded) Reconnect();
            foreach (var resource in _resources)
                if (options.Observes && context.Time.GetTimestamp() >= resource.RenewAt) Observe(resource);
            AddChanges(rows);
            if (!options.Observes || _resources.Any(resource => !resource.IsObserved)) AddAsked(rows);
        }
        catch (IOException e) when (e is not BusException)
        {
            throw Unanswered(e);
        }
    }

    public override CommandOutcome Execute(string command, JsonElement value)
    {
        var told = options.Commands[command];
        bool isJson = value.ValueKind is JsonValueKind.Object or JsonValueKind.Array;
        string text = value.ValueKind switch { JsonValueKind.Undefined or JsonValueKind.Null => "", JsonValueKind.String => value.GetString()!, _ => value.GetRawText() };
        byte[] body = Encoding.UTF8.GetBytes(text);
        if (body.Length > BodyBytesMax) return CommandOutcome.BadValue($"The value must have at most {BodyBytesMax} bytes.");
        int format = body.Length == 0 ? CoapFormat.None : isJson ? CoapFormat.Json : CoapFormat.Text;
        try
        {
            var response = _transfers!.Send(new CoapAsk(told.Method, told.Target) { Payload = body, ContentFormat = format });
            return response.IsSuccess ? CommandOutcome.Done : CommandOutcome.Failed(Said(told.Target, response));
        }
        catch (IOException e) when (e is not BusException)
        {
            throw Unanswered(e);
        }
    }

    public override void Dispose() => _connection?.Dispose();

    private void Connect()
    {
        var transport = CoapClientBinder.Transport(options);
        try
        {
            transport.Open();
        }
        catch
        {
            transport.Dispose();
            throw;
        }
        _connection = new CoapConnection(transport, options.Patience, context.Time, random);
        _transfers = new CoapTransfers(_connection.Client, BodyBytesMax);
    }

    private void Reconnect()
    {
        _connection!.Dispose();
        Connect();
        foreach (var resource in _resources) resource.RenewAt = 0;
    }

    private void Arrange(IReadOnlyList<CoapChannel> channels)
    {
        _channels = new ChannelSet([.. channels.Select(channel => channel.Name)]);
        _row = new double[channels.Count];
        _resources = [.. channels.Select((channel, index) => (channel, index)).GroupBy(entry => entry.channel.Target.Text)
            .Select(group => new CoapResource(group.First().channel.Target, [.. group.Select(entry => (entry.index, entry.channel.Pointer))], Changed))];
    }

    private IReadOnlyList<CoapChannel> Discovered()
    {
        var list = _transfers!.Get(CoapTarget.WellKnownCore);
        if (!list.IsSuccess) throw new BusException(BusFault.Refused, Said(CoapTarget.WellKnownCore, list));
        var channels = CoapDiscovery.Channels(CoapLinkReader.Read(list.Payload.Span));
        return channels.Count > 0 ? channels : throw new BusException(BusFault.WrongChip, $"{options.Address.Host} lists no resource that could be a channel.");
    }

    private void Observe(CoapResource resource)
    {
        var response = _transfers!.Observe(resource.Target, resource.Notified);
        resource.IsObserved = response.Observe is not null;
        if (resource.IsObserved) Changed(resource, response);
        else resource.RenewAt = RenewAt(response);
    }

    private long RenewAt(CoapResponse response) =>
        context.Time.GetTimestamp() + (long)((response.MaxAgeSeconds + s_renewLater.TotalSeconds) * context.Time.TimestampFrequency);

    // On the receiving thread too.
    private void Changed(CoapResource resource, CoapResponse response)
    {
        resource.RenewAt = RenewAt(response);
        _changes.Add(context.Time.NowUs(), resource, response);
    }

    private void AddChanges(SensorRows rows)
    {
        rows.Lose(_changes.TakeLost());
        while (_changes.TryTake(out var change))
        {
            var (timeUs, resource, response) = change;
            // An observation ends with an error (RFC 7641 section 4.2); the next beat says why.
            if (!response.IsSuccess) resource.RenewAt = 0;
            var whole = _transfers!.Whole(resource.Target, response);
            Array.Fill(_row, double.NaN);
            if (!whole.IsSuccess) rows.Fail(Refused(resource, whole));
            else if (resource.Read(whole, _row)) rows.Add(timeUs, _row);
            else rows.Fail(NoNumber(resource));
        }
    }

    // A resource that fails leaves its channels empty, and the others' numbers stand.
    private void AddAsked(SensorRows rows)
    {
        bool any = false, heard = false;
        Array.Fill(_row, double.NaN);
        foreach (var resource in _resources)
        {
            if (resource.IsObserved) continue;
            if (TryAsk(resource, rows) is not { } response) continue;
            heard = true;
            if (!response.IsSuccess) rows.Fail(Refused(resource, response));
            else if (resource.Read(response, _row)) any = true;
            else rows.Fail(NoNumber(resource));
        }
        if (any) rows.Add(_row);
        // Where nothing at all was heard, the way to the device is made anew.
        if (!heard && rows.Fault is { } silent) throw silent;
    }

    private CoapResponse? TryAsk(CoapResource resource, SensorRows rows)
    {
        try
        {
            return _transfers!.Get(resource.Target);
        }
        catch (IOException e)
        {
            rows.Fail(Unanswered(e));
            return null;
        }
    }

    private BusException Refused(CoapResource resource, CoapResponse response) => new(BusFault.Refused, Said(resource.Target, response));

    private BusException NoNumber(CoapResource resource) => new(BusFault.Checksum, $"{options.Address.Host}/{resource.Target.Text} holds no number where one is expected.");

    private string Said(CoapTarget target, CoapResponse response)
    {
        string text = response.Payload.Length is > 0 and <= 128 ? $" ({Encoding.UTF8.GetString(response.Payload.Span).Trim()})" : "";
        return $"{options.Address.Host}/{target.Text} answers {response.CodeText}{text}.";
    }

    private BusException Unanswered(IOException e) => new(BusFault.NoAnswer, $"{options.Address.Host}:{options.Address.Port}: {e.Message}", e);
}
