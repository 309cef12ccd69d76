using System.Text;
using System.Text.Json;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers.Protocols.Coap.Client;

/// <summary>Binds a source of type <c>coap-client</c>: <c>url</c>, <c>every</c>, <c>timeout</c>, <c>channels</c>, <c>observe</c>,
/// <c>commands</c>, <c>identity</c> and <c>key</c>.</summary>
internal static class CoapClientBinder
{
    public const string Type = "coap-client";

    private const int KeyBytesMin = 16;

    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_timeoutMin = TimeSpan.FromSeconds(1), s_timeoutMax = TimeSpan.FromMinutes(2);

    private static readonly FaultPolicy s_faults = new("coap-client", Remedy, TimeSpan.FromSeconds(30));

    public static DriverFactory Bind(StepConfiguration settings)
    {
        string url = settings.Text("url", "");
        if (!CoapAddress.TryParse(url, out var address)) settings.Report("url", "must be coap://HOST[:PORT] or coaps://HOST[:PORT].");
        var patience = settings.Duration("timeout", TimeSpan.FromSeconds(10));
        if (patience < s_timeoutMin || patience > s_timeoutMax) settings.Report("timeout", "must be from 1s to 2m.");
        string identity = settings.Text("identity", "");
        byte[] key = settings.Has("key") ? settings.Key("key", KeyBytesMin) : [];
        if (address.IsSecure && (identity.Length == 0 || !settings.Has("key"))) settings.Report("url", "is coaps://, and needs identity and key.");
        if (!address.IsSecure && (identity.Length > 0 || settings.Has("key"))) settings.Report("url", "must be coaps:// where there is an identity or a key.");
        var options = new CoapClientOptions(address)
        {
            Channels = Channels(settings),
            Observes = settings.Boolean("observe", false),
            Commands = Commands(settings),
            Patience = patience,
            Identity = identity,
            Key = key,
        };
        // CoAP sends again by itself, so that a reading that failed is not tried anew at once.
        var source = SensorBinder.Options(settings, Type, s_every, retries: 0) with { Commands = [.. options.Commands.Keys], Faults = s_faults };
        return context => new SensorSource(source, context, () => new CoapDevice(options, context, new Random()));
    }

    public static ICoapTransport Transport(CoapClientOptions options)
    {
        var udp = new CoapUdpTransport(options.Address);
        return options.Address.IsSecure ? new CoapDtlsTransport(udp, Encoding.UTF8.GetBytes(options.Identity), options.Key) : udp;
    }

    // As "sensors/all#/temp": a path, and behind # the place of the number.
    private static List<CoapChannel> Channels(StepConfiguration settings)
    {
        var channels = new List<CoapChannel>();
        foreach (var (name, value) in settings.Members("channels"))
        {
            string[] halves = Text(value).Split('#', 2);
            string pointer = halves.Length > 1 ? halves[1] : "";
            if (pointer.Length > 0 && pointer[0] != '/') pointer = "/" + pointer.Replace('.', '/');
            if (CoapTarget.Parse(halves[0]) is { } target) channels.Add(new CoapChannel(name, target, pointer));
            else settings.Report($"channels.{name}", "must be a path, and behind it # and the number's place where it is JSON, as sensors/all#/temp.");
        }
        return channels;
    }

    private static Dictionary<string, CoapCommand> Commands(StepConfiguration settings)
    {
        var commands = new Dictionary<string, CoapCommand>(StringComparer.Ordinal);
        foreach (var (name, value) in settings.Members("commands"))
        {
            string[] parts = Text(value).Split(' ', 2);
            CoapCode? method = parts[0] switch { "PUT" => CoapCode.Put, "POST" => CoapCode.Post, _ => null };
            if (method is { } known && parts.Length == 2 && CoapTarget.Parse(parts[1]) is { } target) commands.Add(name, new CoapCommand(known, target));
            else settings.Report($"commands.{name}", "must be PUT or POST and a path, as 'PUT actuators/valve'.");
        }
        return commands;
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static string Remedy(BusFault fault) => fault switch
    {
        BusFault.NoAnswer => "Check the device's power and network, and the url; with coaps:// also identity and key, which a device refuses without a word.",
        BusFault.Refused => "Compare the path with the device's own list: coap-client -m get coap://HOST/.well-known/core",
        BusFault.Checksum => "Look at what the resource answers, and name the number's place behind # where it is JSON.",
        BusFault.WrongChip => "The device lists other resources than before: name the channels in the configuration.",
        _ => "Look at 'edgectl logs', and at the device's own.",
    };
}
