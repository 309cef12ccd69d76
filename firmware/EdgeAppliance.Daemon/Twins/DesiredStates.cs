using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text;
using EdgeAppliance.Core.Files;

namespace EdgeAppliance.Daemon.Twins;

/// <summary>What devices are wanted to be, each in a file of its own in the folder <c>twins</c> of the state directory:
/// <code>{"device":"pump-7","version":3,"desired":{"on":true}}</code></summary>
internal sealed class DesiredStates
{
    public const int DevicesMax = 1024;
    public const int BytesMax = 16 * 1024;
    private const int DepthMax = 8;
    private const int NameBytesMax = 128;

    private readonly string _folder;
    private readonly Lock _lock = new();

    // Written under the lock.
    private readonly ConcurrentDictionary<string, DesiredState> _states = new(StringComparer.Ordinal);

    /// <summary>A file that is no twin is passed over: a device is then told anew.</summary>
    /// <exception cref="IOException">The state directory cannot be read.</exception>
    public DesiredStates(string stateDirectory)
    {
        _folder = Path.Combine(stateDirectory, "twins");
        if (!Directory.Exists(_folder)) return;
        foreach (string file in Directory.EnumerateFiles(_folder, "*.json"))
            if (TryRead(file) is (var device, var state)) _states[device] = state;
    }

    /// <summary>Of devices for which anything was ever asked.</summary>
    public IReadOnlyCollection<KeyValuePair<string, DesiredState>> All => [.. _states];

    public DesiredState Get(string device) => _states.GetValueOrDefault(device, DesiredState.None);

    /// <summary>On stable storage when this returns.</summary>
    /// <param name="mayReplace">Told the state of now; false leaves it.</param>
    /// <returns>The new state, or null where it was left.</returns>
    /// <exception cref="ArgumentException">It is no JSON object, holds a text that is none, or is beyond a limit.</exception>
    /// <exception cref="IOException">It could not be stored.</exception>
    public DesiredState? Put(string device, ReadOnlySpan<byte> json, Func<DesiredState, bool> mayReplace)
    {
        Check(device, json);
        lock (_lock)
        {
            var now = Get(device);
            if (!mayReplace(now)) return null;
            if (now.Version == 0 && _states.Count >= DevicesMax) throw new ArgumentException($"{DevicesMax} devices have a desired state already.");
            var next = new DesiredState(now.Version + 1, json.ToArray());
            Directory.CreateDirectory(_folder);
            DurableFile.Replace(FileOf(device), Write(device, next));
            return _states[device] = next;
        }
    }

    private static void Check(string device, ReadOnlySpan<byte> json)
    {
        if (device.Length == 0 || Encoding.UTF8.GetByteCount(device) > NameBytesMax) throw new ArgumentException($"A device's name has 1 to {NameBytesMax} bytes.");
        if (json.Length > BytesMax) throw new ArgumentException($"A desired state has {BytesMax} bytes at most.");
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DepthMax });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new ArgumentException("A desired state is a JSON object.");
            JsonTexts.Check(ref reader);
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"A desired state is a JSON object: {e.Message}", e);
        }
    }

    // Names of devices hold what names of files may not.
    private string FileOf(string device) => Path.Combine(_folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(device)).AsSpan(0, 16)) + ".json");

    private static byte[] Write(string device, DesiredState state)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("device", device);
            json.WriteNumber("version", state.Version);
            json.WritePropertyName("desired");
            json.WriteRawValue(state.Json);
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }

    private static (string Device, DesiredState State)? TryRead(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            string device = json.RootElement.GetProperty("device").GetString()!;
            byte[] desired = Encoding.UTF8.GetBytes(json.RootElement.GetProperty("desired").GetRawText());
            Check(device, desired);
            return (device, new DesiredState(json.RootElement.GetProperty("version").GetInt64(), desired));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            return null;
        }
    }
}
