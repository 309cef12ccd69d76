using System.Globalization;
using System.Text.Json;
using EdgeAppliance.Bundles;
using EdgeAppliance.Inference.Runtime;

namespace EdgeAppliance.Edgectl.Bundles;

/// <summary>Writes the first <c>bundle.json</c> of a folder by what lies there. A model's golden test is what the model makes of known inputs
/// here and now: it proves that a device computes the same, not that the model is right.</summary>
internal static class BundleInit
{
    private const string ModelName = "model.onnx";
    private const string ConfigurationName = "appliance.json";

    /// <summary>The image's own.</summary>
    private const string Board = "edge-appliance-arm64";
    private const double Tolerance = 0.001;
    private static readonly string[] s_texts = ["*.txt", "*.md"];

    /// <exception cref="BundleException">What the kind needs is not there, or a manifest is there already.</exception>
    public static void Write(string folder, BundleKind kind, string name, string version)
    {
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, BundleManifest.FileName);
        if (File.Exists(file)) throw new BundleException($"{file} is there already.");
        if (!BundlePath.IsName(name)) throw new BundleException($"'{name}' is no bundle's name: a-z, 0-9 and '-', at most 64 characters.");
        if (!BundlePath.IsVersion(version)) throw new BundleException($"'{version}' is no version: letters, digits, '.', '+' and '-', at most 64 characters.");
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("format", 1);
            json.WriteString("kind", BundleKinds.NameOf(kind));
            json.WriteString("name", name);
            json.WriteString("version", version);
            Rest(json, folder, kind);
            json.WriteEndObject();
        }
        File.WriteAllBytes(file, [.. bytes.ToArray(), (byte)'\n']);
    }

    private static void Rest(Utf8JsonWriter json, string folder, BundleKind kind)
    {
        switch (kind)
        {
            case BundleKind.Models: Models(json, folder); break;
            case BundleKind.Configuration: json.WriteString("file", Needed(folder, ConfigurationName)); break;
            case BundleKind.Prompts: Prompts(json, folder); break;
            case BundleKind.System: SlotUpdate(json, folder); break;
            default: Model(json, folder); break;
        }
    }

    private static string Needed(string folder, string name) => File.Exists(Path.Combine(folder, name)) ? name : throw new BundleException($"Put {name} into {folder} first.");

    private static void Models(Utf8JsonWriter json, string folder)
    {
        string[] members = [.. Directory.EnumerateDirectories(folder).Where(member => File.Exists(Path.Combine(member, BundleManifest.FileName))).Select(member => Path.GetFileName(member)).Order(StringComparer.Ordinal)];
        if (members.Length == 0) throw new BundleException($"Put a folder with a bundle.json for each model into {folder} first.");
        json.WriteStartArray("models");
        foreach (string member in members) json.WriteStringValue(member);
        json.WriteEndArray();
    }

    private static void Prompts(Utf8JsonWriter json, string folder)
    {
        string[] texts = [.. s_texts.SelectMany(pattern => Directory.EnumerateFiles(folder, pattern)).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        if (texts.Length == 0) throw new BundleException($"Put a .txt or .md for each prompt into {folder} first.");
        json.WriteStartObject("prompts");
        foreach (string text in texts) json.WriteString(Path.GetFileNameWithoutExtension(text).ToLowerInvariant(), text);
        json.WriteEndObject();
    }

    private static void SlotUpdate(Utf8JsonWriter json, string folder)
    {
        if (Directory.GetFiles(folder, "*" + SystemFile.Suffix) is not [var only]) throw new BundleException($"Put one {SystemFile.Suffix} of the image into {folder} first.");
        json.WriteString("file", Path.GetFileName(only));
        json.WriteString("board", Board);
        json.WriteStartObject("requires");
        json.WriteStartArray("architectures");
        json.WriteStringValue("arm64");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Model(Utf8JsonWriter json, string folder)
    {
        byte[] model = File.ReadAllBytes(Path.Combine(folder, Needed(folder, ModelName)));
        var (inputs, outputs) = ModelTensors.Read(model);
        var (given, made) = ModelTensors.RunOnce(model, new BundleManifest { Name = "unnamed", Version = "0", Inputs = inputs, Outputs = outputs });
        json.WriteString("file", ModelName);
        Tensors(json, "inputs", inputs);
        Tensors(json, "outputs", outputs);
        json.WriteStartArray("golden");
        json.WriteStartObject();
        Golden(json, "inputs", inputs, given, folder);
        Golden(json, "outputs", outputs, made, folder);
        json.WriteNumber("tolerance", Tolerance);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Tensors(Utf8JsonWriter json, string key, IReadOnlyList<TensorSpec> tensors)
    {
        json.WriteStartArray(key);
        foreach (var tensor in tensors)
        {
            json.WriteStartObject();
            json.WriteString("name", tensor.Name);
            json.WriteString("type", TensorTypes.NameOf(tensor.Type));
            json.WriteStartArray("shape");
            foreach (int size in tensor.Shape) json.WriteNumberValue(size);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Golden(Utf8JsonWriter json, string key, IReadOnlyList<TensorSpec> tensors, IReadOnlyList<byte[]> values, string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "golden"));
        json.WriteStartObject(key);
        for (int i = 0; i < tensors.Count; i++)
        {
            string file = string.Create(CultureInfo.InvariantCulture, $"golden/{key}-{i}.bin");
            File.WriteAllBytes(Path.Combine(folder, file), values[i]);
            json.WriteString(tensors[i].Name, file);
        }
        json.WriteEndObject();
    }
}
