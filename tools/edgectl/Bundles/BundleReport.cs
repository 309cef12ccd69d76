using System.Text.Json;
using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Requirements;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Bundles;

/// <summary>What is in a bundle, in words and as JSON.</summary>
internal static class BundleReport
{
    public static void Write(Screen screen, BundleFolder bundle)
    {
        var manifest = bundle.Manifest;
        screen.Line($"{manifest.Name} {manifest.Version}: {BundleKinds.NameOf(manifest.Kind)}", Ink.Heading);
        foreach (var (what, text) in Requirements(manifest.Requires)) screen.Line($"requires {what}: {text}");
        foreach (var (what, text) in Provided(manifest)) screen.Line($"provides {what}: {text}");
        foreach (var tensor in manifest.Inputs) screen.Line($"input {tensor}");
        foreach (var tensor in manifest.Outputs) screen.Line($"output {tensor}");
        if (manifest.Golden.Count > 0) screen.Line($"golden cases: {manifest.Golden.Count}");
        foreach (string file in bundle.Files()) screen.Line($"{bundle.HashOf(file)}  {Amounts.Bytes(LengthOf(bundle, file)),10}  {file}");
        foreach (string wanting in Wanting(manifest)) screen.Line(wanting, Ink.Warning);
    }

    public static void Json(Utf8JsonWriter json, BundleFolder bundle)
    {
        var manifest = bundle.Manifest;
        json.WriteStartObject();
        json.WriteString("kind", BundleKinds.NameOf(manifest.Kind));
        json.WriteString("name", manifest.Name);
        json.WriteString("version", manifest.Version);
        json.WriteStartObject("requires");
        foreach (var (what, text) in Requirements(manifest.Requires)) json.WriteString(what, text);
        json.WriteEndObject();
        if (manifest.Kind == BundleKind.System)
        {
            json.WriteStartObject("provides");
            foreach (var (what, text) in Provided(manifest)) json.WriteString(what, text);
            json.WriteEndObject();
        }
        Texts(json, "models", manifest.Members);
        Texts(json, "prompts", manifest.Prompts.Keys);
        json.WriteStartArray("files");
        foreach (string file in bundle.Files())
        {
            json.WriteStartObject();
            json.WriteString("path", file);
            json.WriteNumber("bytes", LengthOf(bundle, file));
            json.WriteString("sha256", bundle.HashOf(file));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        Texts(json, "wanting", Wanting(manifest));
        json.WriteEndObject();
    }

    private static long LengthOf(BundleFolder bundle, string file) => new FileInfo(Path.Combine(bundle.Path, file)).Length;

    private static void Texts(Utf8JsonWriter json, string key, IEnumerable<string> texts)
    {
        json.WriteStartArray(key);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static IEnumerable<(string What, string Text)> Requirements(BundleRequirements wanted)
    {
        if (wanted.Architectures.Count > 0) yield return ("architectures", string.Join(", ", wanted.Architectures));
        if (wanted.Providers.Count > 0) yield return ("providers", string.Join(", ", wanted.Providers.Select(provider => $"{provider.Name}{(provider.Driver is { } driver ? $" {driver}" : "")}")));
        if (wanted.MemoryBytes > 0) yield return ("memory", Amounts.Bytes(wanted.MemoryBytes));
        if (wanted.Runtime is { } runtime) yield return ("runtime", runtime.ToString());
        if (wanted.Appliance is { } appliance) yield return ("appliance", appliance.ToString());
        if (wanted.Channels.Count > 0) yield return ("channels", string.Join(", ", wanted.Channels));
    }

    private static IEnumerable<(string What, string Text)> Provided(BundleManifest manifest)
    {
        var (appliance, runtime, providers) = manifest.Provides;
        if (manifest.Board.Length > 0) yield return ("board", manifest.Board);
        if (appliance is not null) yield return ("appliance", appliance);
        if (runtime is not null) yield return ("runtime", runtime);
        if (providers is not null) yield return ("providers", string.Join(", ", providers.Select(provider => provider.Value is { } driver ? $"{provider.Key} {driver}" : provider.Key)));
    }

    private static IEnumerable<string> Wanting(BundleManifest manifest)
    {
        if (manifest.Hashes.Count == 0) yield return "it is not packed: 'edgectl bundle pack' notes the hashes of its files";
        if (manifest is { Kind: BundleKind.Model, Card: null }) yield return "it has no model card";
        if (manifest.Sbom is null) yield return "it has no bill of materials";
    }
}
