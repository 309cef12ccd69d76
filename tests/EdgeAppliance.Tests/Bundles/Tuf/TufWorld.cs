using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Bundles.Tuf.Keys;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Bundles.Tuf.Repository;

namespace EdgeAppliance.Tests.Bundles.Tuf;

/// <summary>A repository with a key a role, in memory, as an attacker would have it: every file can be replaced, and each role's key signs
/// what it is told to.</summary>
internal sealed class TufWorld : ITufSource, ITufCache
{
    public static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, byte[]> _cache = [];

    public TufWorld()
    {
        foreach (string role in new[] { "root", "timestamp", "snapshot", "targets", "vendor" }) Signers[role] = EcdsaSigner.Generate();
        PutRoot(1);
        PutTargets(1);
        PutSnapshot(1, 1);
        PutTimestamp(1, 1);
        FirstRoot = Files["1.root.json"];
    }

    public Dictionary<string, EcdsaSigner> Signers { get; } = [];

    public Dictionary<string, byte[]> Files { get; } = [];

    public List<string> Asked { get; } = [];

    public byte[] FirstRoot { get; set; }

    public TrustPolicy Policy { get; set; } = TrustPolicy.Standard;

    public TufLimits Limits { get; set; } = new();

    public DateTimeOffset Time { get; set; } = Now;

    public TufClient Client() => new(this, this, FirstRoot, Policy, Limits, Time);

    public async Task<TufClient> Refreshed()
    {
        var client = Client();
        await client.Refresh(CancellationToken.None);
        return client;
    }

    /// <returns>Why an update is refused; null where it is not.</returns>
    public async Task<TufFailure?> Refusal(string? target = null)
    {
        try
        {
            var client = await Refreshed();
            if (target is not null) await client.Find(target, CancellationToken.None);
            return null;
        }
        catch (TufException e)
        {
            return e.Failure;
        }
    }

    public void PutRoot(long version, Action<JsonObject>? change = null, string[]? signers = null, DateTimeOffset? expires = null)
    {
        var keys = new JsonObject();
        var roles = new JsonObject();
        foreach (string role in new[] { "root", "timestamp", "snapshot", "targets" })
        {
            keys[Signers[role].Key.Id] = KeyOf(Signers[role].Key);
            roles[role] = Role(Signers[role].Key.Id);
        }
        Put($"{version}.root.json", "root", version, new JsonObject { ["consistent_snapshot"] = true, ["keys"] = keys, ["roles"] = roles }, signers ?? ["root"], change, expires);
    }

    public void PutTimestamp(long version, long snapshot, Action<JsonObject>? change = null, string[]? signers = null, DateTimeOffset? expires = null) =>
        Put("timestamp.json", "timestamp", version, new JsonObject { ["meta"] = new JsonObject { ["snapshot.json"] = Meta(snapshot, Files.GetValueOrDefault($"{snapshot}.snapshot.json")) } }, signers ?? ["timestamp"], change, expires);

    public void PutSnapshot(long version, long targets, Action<JsonObject>? change = null, string[]? signers = null, DateTimeOffset? expires = null) =>
        Put($"{version}.snapshot.json", "snapshot", version, new JsonObject { ["meta"] = new JsonObject { ["targets.json"] = Meta(targets, Files.GetValueOrDefault($"{targets}.targets.json")) } }, signers ?? ["snapshot"], change, expires);

    public void PutTargets(long version, Action<JsonObject>? change = null, string[]? signers = null, DateTimeOffset? expires = null, string role = "targets") =>
        Put($"{version}.{role}.json", "targets", version, new JsonObject { ["targets"] = new JsonObject { [$"{role}/pump.tar"] = Target() } }, signers ?? [role], change, expires);

    /// <summary>New targets, and whatever must tell of them.</summary>
    public void Release(long version)
    {
        PutTargets(version);
        PutSnapshot(version, version);
        PutTimestamp(version, version);
    }

    public static JsonObject Target() => new() { ["length"] = 3, ["hashes"] = new JsonObject { ["sha256"] = new string('a', 64) } };

    public static JsonObject Role(params string[] ids) => new() { ["keyids"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]), ["threshold"] = 1 };

    public static JsonObject KeyOf(TufKey key) => new() { ["keytype"] = key.Type, ["scheme"] = key.Scheme, ["keyval"] = new JsonObject { ["public"] = key.Public } };

    public static JsonObject Meta(long version, byte[]? file)
    {
        var meta = new JsonObject { ["version"] = version };
        if (file is null) return meta;
        meta["length"] = file.Length;
        meta["hashes"] = new JsonObject { ["sha256"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file)) };
        return meta;
    }

    public Task<byte[]?> FetchMetadata(string name, int bytesMax, CancellationToken cancel)
    {
        Asked.Add(name);
        if (!Files.TryGetValue(name, out byte[]? bytes)) return Task.FromResult<byte[]?>(null);
        return bytes.Length <= bytesMax ? Task.FromResult<byte[]?>(bytes) : throw new TufException(TufFailure.TooLarge, name);
    }

    public Task<Stream?> OpenTarget(TargetPiece piece, CancellationToken cancel) => Task.FromResult<Stream?>(null);

    public byte[]? Read(string name) => _cache.GetValueOrDefault(name);

    public void Write(string name, ReadOnlySpan<byte> bytes) => _cache[name] = bytes.ToArray();

    public void Delete(string name) => _cache.Remove(name);

    public void Put(string file, string signed, IEnumerable<TufSigner> signers)
    {
        using var json = JsonDocument.Parse(signed);
        byte[] canonical = CanonicalJson.Of(json.RootElement);
        Files[file] = Encoding.UTF8.GetBytes($$"""
            {"signatures":[{{string.Join(',', signers.Select(signer => $$"""{"keyid":"{{signer.Key.Id}}","sig":"{{Convert.ToHexStringLower(signer.Sign(canonical))}}"}"""))}}],"signed":{{signed}}}
            """);
    }

    private void Put(string file, string type, long version, JsonObject body, string[] signers, Action<JsonObject>? change, DateTimeOffset? expires)
    {
        body["_type"] = type;
        body["spec_version"] = "1.0.31";
        body["version"] = version;
        body["expires"] = (expires ?? Now.AddDays(30)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        change?.Invoke(body);
        Put(file, body.ToJsonString(), signers.Select(signer => (TufSigner)Signers[signer]));
    }
}
