using EdgeAppliance.Demo.Processes;
using EdgeAppliance.FunctionalTests.Cloud;

namespace EdgeAppliance.FunctionalTests.Kills.Sessions;

/// <summary>Debian's <c>mosquitto_sub</c> with a session that lasts, at QoS 1. It comes again by itself, over a line whose far end is wherever the broker is.</summary>
/// <remarks>At QoS 2 libmosquitto loses a message whose PUBREL it has and whose PUBCOMP it cannot send, since the broker was killed between: it forgets it, and does not hand it on.</remarks>
internal sealed class MosquittoSubscriber : IDisposable
{
    private readonly string _file;
    private readonly ChildProcess _process;

    /// <param name="file">Where its lines go: topic, a blank and the payload.</param>
    /// <param name="version">4 for MQTT 3.1.1, or 5.</param>
    public MosquittoSubscriber(string name, string filter, Cable line, string file, byte version = 4)
    {
        _file = file;
        string spoken = version == 5 ? "-V 5 -x 3600" : "-V 311";
        _process = new ChildProcess("sh", "-c", $"exec stdbuf -oL mosquitto_sub {spoken} -p {line.Port} -c -i {name} -q 1 -t '{filter}' -F '%t %p' >'{file}'");
    }

    /// <summary>The payloads of a topic as they came.</summary>
    public IReadOnlyList<string> Told(string topic)
    {
        if (!File.Exists(_file)) return [];
        using var lines = new StreamReader(new FileStream(_file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var told = new List<string>();
        while (lines.ReadLine() is { } line)
            if (line.StartsWith(topic + " ", StringComparison.Ordinal)) told.Add(line[(topic.Length + 1)..]);
        return told;
    }

    public void Dispose() => _process.Dispose();
}
