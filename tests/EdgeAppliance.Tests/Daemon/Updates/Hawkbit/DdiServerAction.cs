using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace EdgeAppliance.Tests.Daemon.Updates.Hawkbit;

/// <summary>An assignment of software modules to the target.</summary>
internal sealed class DdiServerAction(int id, IReadOnlyList<DdiServerModule> modules)
{
    public int Id => id;

    public IReadOnlyList<DdiServerModule> Modules { get; set; } = modules;

    public volatile DdiServerState State = DdiServerState.Running;

    public string Download { get; set; } = "forced";

    public string Update { get; set; } = "forced";

    public string? MaintenanceWindow { get; set; }

    /// <summary>What the device told, as <c>closed success</c>; of a cancellation with that word before it.</summary>
    public List<string> Told { get; } = [];

    public List<string> Details { get; } = [];

    public bool IsActive => State is DdiServerState.Running or DdiServerState.Canceling or DdiServerState.WaitingForConfirmation;

    /// <summary>Another as soon as the action is.</summary>
    public int Revision() => HashCode.Combine(Download, Update, MaintenanceWindow);

    /// <param name="name"><c>deployment</c> or <c>confirmation</c>.</param>
    /// <param name="files">Below which modules' files lie.</param>
    /// <param name="elsewhere">What addresses with TLS lead to; null for the files.</param>
    public JsonObject ToJson(string name, Uri files, Uri? elsewhere)
    {
        var deployment = new JsonObject { ["download"] = Download, ["update"] = Update, ["chunks"] = new JsonArray([.. Modules.Select(module => Chunk(module, files, elsewhere))]) };
        if (MaintenanceWindow is { } window) deployment["maintenanceWindow"] = window;
        return new JsonObject { ["id"] = $"{Id}", [name] = deployment };
    }

    private static JsonObject Chunk(DdiServerModule module, Uri files, Uri? elsewhere)
    {
        var artifacts = new JsonArray();
        foreach (var (file, content) in module.Files)
        {
            string address = new Uri(files, $"{module.Id}/artifacts/{file}").AbsoluteUri;
            artifacts.Add(new JsonObject
            {
                ["filename"] = file,
                ["hashes"] = new JsonObject { ["sha1"] = new string('0', 40), ["md5"] = new string('0', 32), ["sha256"] = module.Sha256 ?? Convert.ToHexStringLower(SHA256.HashData(content)) },
                ["size"] = content.Length,
                ["_links"] = new JsonObject
                {
                    ["download"] = Link(elsewhere?.AbsoluteUri ?? address), ["download-http"] = Link(address),
                    ["md5sum"] = Link(elsewhere?.AbsoluteUri ?? address + ".MD5SUM"), ["md5sum-http"] = Link(address + ".MD5SUM"),
                },
            });
        }
        return new JsonObject { ["part"] = "bApp", ["version"] = module.Version, ["name"] = module.Name, ["artifacts"] = artifacts };
    }

    private static JsonObject Link(string address) => new() { ["href"] = address };
}
