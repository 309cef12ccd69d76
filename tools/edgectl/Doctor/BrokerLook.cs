using System.Net.Sockets;
using System.Text.Json;
using EdgeAppliance.Edgectl.Control;

namespace EdgeAppliance.Edgectl.Doctor;

/// <summary>The broker of each uplink has a name that is known and a port that is open.</summary>
internal static class BrokerLook
{
    private const int UplinksMax = 32;
    private const int FileBytesMax = 1 << 20;
    private const int MqttPort = 1883;
    private const int MqttsPort = 8883;
    private static readonly TimeSpan s_within = TimeSpan.FromSeconds(5);

    /// <summary>All at the same time, in the order of the file.</summary>
    public static async Task<IReadOnlyList<Finding>> Look(string configFile, CancellationToken stop) =>
        await Task.WhenAll(Uplinks(configFile).Select(uplink => Look(uplink.Name, uplink.Url, stop)));

    private static async Task<Finding> Look(string name, string address, CancellationToken stop)
    {
        string subject = $"uplink {name}";
        if (address.Contains("${", StringComparison.Ordinal)) return new Finding(subject, Verdict.Skipped, "its url comes from a file, the environment or a credential");
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Host.Length == 0) return new Finding(subject, Verdict.Skipped, $"'{address}' names no broker");
        int port = url.Port > 0 ? url.Port : url.Scheme == "mqtts" ? MqttsPort : MqttPort;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(s_within);
        try
        {
            var found = await System.Net.Dns.GetHostAddressesAsync(url.DnsSafeHost, limit.Token);
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(found, port, limit.Token);
            return new Finding(subject, Verdict.Good, $"{url.Host}:{port} answers");
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery)
        {
            return new Finding(subject, Verdict.Error, $"the name {url.Host} is not known: {e.Message}", $"look at the network's name server: resolvectl query {url.Host}");
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            string why = e is SocketException ? e.Message : $"nothing came within {s_within.TotalSeconds:0} s";
            return new Finding(subject, Verdict.Error, $"no broker answers at {url.Host}:{port}: {why}", "start the broker, or look at the network and its firewalls; records wait in the outbox meanwhile");
        }
    }

    /// <summary>What can be read of the file; what is wrong with it is said elsewhere.</summary>
    private static List<(string Name, string Url)> Uplinks(string configFile)
    {
        var uplinks = new List<(string, string)>();
        try
        {
            if (new FileInfo(configFile) is not { Exists: true, Length: <= FileBytesMax }) return uplinks;
            var options = new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };
            using var document = JsonDocument.Parse(File.ReadAllBytes(configFile), options);
            var all = new JsonPage(document.RootElement).At("uplinks").Element;
            if (all.ValueKind != JsonValueKind.Object) return uplinks;
            foreach (var uplink in all.EnumerateObject().Take(UplinksMax))
                if (new JsonPage(uplink.Value).Text("url") is { Length: > 0 } url) uplinks.Add((uplink.Name, url));
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            // Said by the look at the configuration.
        }
        return uplinks;
    }
}
