using System.Buffers;
using System.Text;
using System.Text.Json;

namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>
/// A plan in a folder: <c>plan.json</c> and a numbered file for each content.
/// <code>{"digest":"…","report":"…","request":"…","removals":["config/x"],"files":[{"to":"config/hostname","secret":false,"daemons":false,"link":false}]}</code>
/// Whole when the folder has its name, so that reading it can only fail where the disk does.
/// </summary>
internal static class StagedPlan
{
    private const string Index = "plan.json";

    public static void Write(IProvisionDisk disk, string folder, ProvisionPlan plan)
    {
        disk.MakeFolder(folder, Modes.SecretFolder);
        for (int i = 0; i < plan.Files.Count; i++) disk.WriteFile(Path.Combine(folder, $"{i}"), plan.Files[i].Content, Modes.Secret);
        disk.WriteFile(Path.Combine(folder, Index), Json(plan), Modes.Secret);
        disk.SyncFolder(folder);
    }

    /// <returns>Null where the folder is being removed.</returns>
    /// <exception cref="IOException">It is damaged, or cannot be read.</exception>
    public static ProvisionPlan? Read(string folder)
    {
        string index = Path.Combine(folder, Index);
        if (!File.Exists(index)) return null;
        try
        {
            return Read(folder, File.ReadAllBytes(index));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new IOException($"'{index}' is damaged: {e.Message}", e);
        }
    }

    private static ProvisionPlan? Read(string folder, byte[] index)
    {
        using var json = JsonDocument.Parse(index);
        var root = json.RootElement;
        var files = new List<PlannedFile>();
        foreach (var file in root.GetProperty("files").EnumerateArray())
        {
            string content = Path.Combine(folder, $"{files.Count}");
            if (!File.Exists(content)) return null;
            files.Add(new PlannedFile(file.GetProperty("to").GetString()!, File.ReadAllBytes(content))
            {
                IsSecret = file.GetProperty("secret").GetBoolean(),
                IsDaemons = file.GetProperty("daemons").GetBoolean(),
                IsLink = file.GetProperty("link").GetBoolean(),
            });
        }
        string? request = root.GetProperty("request").GetString();
        return new ProvisionPlan(
            root.GetProperty("digest").GetString()!, files, [.. root.GetProperty("removals").EnumerateArray().Select(one => one.GetString()!)],
            root.GetProperty("report").GetString()!, request is null ? null : Encoding.ASCII.GetBytes(request));
    }

    private static ReadOnlySpan<byte> Json(ProvisionPlan plan)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("digest", plan.Digest);
            json.WriteString("report", plan.Report);
            json.WriteString("request", plan.SigningRequest is { } request ? Encoding.ASCII.GetString(request) : null);
            json.WriteStartArray("removals");
            foreach (string removal in plan.Removals) json.WriteStringValue(removal);
            json.WriteEndArray();
            json.WriteStartArray("files");
            foreach (var file in plan.Files)
            {
                json.WriteStartObject();
                json.WriteString("to", file.To);
                json.WriteBoolean("secret", file.IsSecret);
                json.WriteBoolean("daemons", file.IsDaemons);
                json.WriteBoolean("link", file.IsLink);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return bytes.WrittenSpan;
    }
}
