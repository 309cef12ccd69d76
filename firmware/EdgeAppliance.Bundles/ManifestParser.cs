using System.Text.Json;
using EdgeAppliance.Bundles.Requirements;

namespace EdgeAppliance.Bundles;

/// <summary>Reads <see cref="BundleManifest"/> from JSON and reports everything that is wrong together.</summary>
internal static class ManifestParser
{
    private const int TensorsMax = 32;
    private const int ChannelsMax = 4096;
    private const int StepsMax = 32;
    private const int ParametersMax = 32;
    private const int NumbersMax = 16384;
    private const int GoldenMax = 64;
    private const int ProvidersMax = 16;
    private const int SessionsMax = 64;

    private const int FilesMax = 1024;
    private const int PromptsMax = 256;
    private const int MembersMax = 32;

    private static readonly string[] s_keys = ["format", "kind", "name", "version", "files", "card", "sbom", "requires"];

    private static readonly string[][] s_keysOfKinds =
    [
        ["file", "sha256", "inputs", "outputs", "channels", "preprocess", "postprocess", "providers", "threshold", "sessions", "threads", "golden"],
        ["models"],
        ["file"],
        ["prompts"],
        ["file", "board", "provides"],
    ];

    // A manifest is made by a program and signed, so there is one way to write it: no comments, no trailing comma, no key twice.
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    public static BundleManifest Parse(ReadOnlyMemory<byte> utf8)
    {
        var errors = new ManifestErrors();
        BundleManifest? manifest = null;
        if (utf8.Length > BundleManifest.BytesMax) errors.Add("$", $"is larger than {BundleManifest.BytesMax} bytes");
        else manifest = Parse(utf8, errors);
        return errors.Any || manifest is null ? throw new ManifestException(errors.All) : manifest;
    }

    private static BundleManifest? Parse(ReadOnlyMemory<byte> utf8, ManifestErrors errors)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, Strict);
            return Manifest(new ManifestNode(document.RootElement, "$", errors), errors);
        }
        catch (JsonException e)
        {
            errors.Add("$", $"is not JSON that can be read, at line {e.LineNumber + 1}: {e.Message}");
        }
        catch (InvalidOperationException)
        {
            // The reader finds an escaped half of a surrogate pair only when the text is asked for.
            errors.Add("$", "holds a text that is not valid Unicode");
        }
        return null;
    }

    private static BundleManifest? Manifest(ManifestNode root, ManifestErrors errors)
    {
        if (root.Kind != JsonValueKind.Object)
        {
            root.Fail("must be an object");
            return null;
        }
        var kind = root.Optional("kind") is { } named ? KindOf(named) : BundleKind.Model;
        root.IsObject([.. s_keys, .. s_keysOfKinds[(int)kind]]);
        root.Required("format")?.Integer(1, 1);
        var manifest = Rest(kind, root, new BundleManifest
        {
            Kind = kind,
            Name = root.Required("name")?.Text(BundlePath.IsName, "must be a-z, 0-9 and '-', at most 64 characters") ?? "",
            Version = root.Required("version")?.Text(BundlePath.IsVersion, "must be letters, digits, '.', '+' and '-', at most 64 characters") ?? "",
        });
        manifest = manifest with
        {
            Card = root.Optional("card") is { } card ? File(card) : null,
            Sbom = root.Optional("sbom") is { } sbom ? File(sbom) : null,
            Requires = RequirementsParser.Parse(root.Optional("requires")),
            Hashes = Hashes(root.Optional("files")),
        };
        // References are checked only where their targets could be read: else one error would be told many times.
        if (!errors.Any) GoldenReferences.Check(manifest, errors);
        if (!errors.Any && manifest.Hashes.Count > 0) CheckHashes(manifest, errors);
        return manifest;
    }

    private static BundleManifest Rest(BundleKind kind, ManifestNode root, BundleManifest begun) => kind switch
    {
        BundleKind.Models => begun with { Members = Members(root.Required("models")) },
        BundleKind.Configuration => begun with { File = root.Required("file") is { } file ? File(file) : "" },
        BundleKind.Prompts => begun with { Prompts = Prompts(root.Required("prompts")) },
        BundleKind.System => SystemParser.Parse(root, begun with { File = root.Required("file") is { } file ? File(file) : "" }),
        _ => Model(root, begun),
    };

    private static BundleManifest Model(ManifestNode root, BundleManifest begun) => begun with
    {
        File = root.Required("file") is { } file ? File(file) : "",
        Sha256 = root.Optional("sha256")?.Text(IsSha256, "must be 64 hexadecimal digits"),
        Inputs = Tensors(root.Required("inputs")),
        Outputs = Tensors(root.Required("outputs")),
        Channels = Channels(root.Optional("channels")),
        Preprocess = Steps(root.Optional("preprocess")),
        Postprocess = Steps(root.Optional("postprocess")),
        Providers = Providers(root.Optional("providers")),
        Threshold = root.Optional("threshold")?.Number(),
        Sessions = root.Optional("sessions")?.Integer(1, SessionsMax) ?? 1,
        Threads = root.Optional("threads")?.Integer(1, SessionsMax) ?? 1,
        Golden = Golden(root.Required("golden")),
    };

    private static BundleKind KindOf(ManifestNode node)
    {
        var kind = BundleKind.Model;
        if (node.Text() is { } text && !BundleKinds.TryParse(text, out kind)) node.Fail($"must be one of {BundleKinds.AllNames}");
        return kind;
    }

    private static Dictionary<string, string> Hashes(ManifestNode? node)
    {
        var hashes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, value) in node?.Members(FilesMax) ?? [])
        {
            if (!BundlePath.IsFile(path) || path == BundleManifest.FileName) value.Fail("is no path of a file inside the bundle");
            else if (value.Text(IsSha256, "must be 64 hexadecimal digits") is { } hash) hashes.Add(path, hash);
        }
        return hashes;
    }

    private static void CheckHashes(BundleManifest manifest, ManifestErrors errors)
    {
        foreach (string file in manifest.Files())
            if (!manifest.Hashes.ContainsKey(file)) errors.Add("files", $"has no hash of '{file}', which the manifest names");
    }

    private static Dictionary<string, string> Prompts(ManifestNode? node)
    {
        var prompts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in node?.Members(PromptsMax) ?? [])
        {
            if (!BundlePath.IsName(name)) value.Fail("is no prompt's name: a-z, 0-9 and '-', at most 64 characters");
            else if (File(value) is { Length: > 0 } file) prompts.Add(name, file);
        }
        if (node is { } given && prompts.Count == 0) given.Fail("holds no prompt");
        return prompts;
    }

    private static List<string> Members(ManifestNode? node)
    {
        var members = new List<string>();
        foreach (var item in node?.Items(1, MembersMax) ?? [])
        {
            if (item.Text(BundlePath.IsName, "must be a folder's name: a-z, 0-9 and '-', at most 64 characters") is not { } name) continue;
            if (members.Contains(name)) item.Fail($"names '{name}' a second time");
            else members.Add(name);
        }
        return members;
    }

    private static bool IsSha256(string text) => text.Length == 64 && !text.AsSpan().ContainsAnyExcept("0123456789abcdefABCDEF");

    private static string File(ManifestNode node) =>
        node.Text(BundlePath.IsFile, "must be a path inside the bundle: letters, digits, '.', '_', '+', '-' with '/' between, no segment starting with '.' or '-'")
        ?? "";

    private static List<TensorSpec> Tensors(ManifestNode? node)
    {
        var tensors = new List<TensorSpec>();
        foreach (var item in node?.Items(1, TensorsMax) ?? [])
        {
            if (TensorParser.Parse(item) is not { } tensor) continue;
            if (tensors.Exists(t => t.Name == tensor.Name)) item.Fail($"names the tensor '{tensor.Name}' a second time");
            else tensors.Add(tensor);
        }
        return tensors;
    }

    private static List<string> Channels(ManifestNode? node)
    {
        var channels = new List<string>();
        foreach (var item in node?.Items(1, ChannelsMax) ?? [])
        {
            if (item.Text() is not { } name) continue;
            if (channels.Contains(name)) item.Fail($"names the channel '{name}' a second time");
            else channels.Add(name);
        }
        return channels;
    }

    private static List<StepSpec> Steps(ManifestNode? node)
    {
        var steps = new List<StepSpec>();
        foreach (var item in node?.Items(0, StepsMax) ?? [])
        {
            var parameters = new Dictionary<string, StepParameter>(StringComparer.Ordinal);
            string? name = null;
            foreach (var (key, value) in item.Members(ParametersMax))
            {
                if (key == "step") name = value.Text();
                else if (Parameter(value) is { } parameter) parameters.Add(key, parameter);
            }
            if (name is not null) steps.Add(new StepSpec(name, parameters));
            else if (item.Kind == JsonValueKind.Object && item.Optional("step") is null) item.Fail("needs a step");
        }
        return steps;
    }

    private static StepParameter? Parameter(ManifestNode node)
    {
        switch (node.Kind)
        {
            case JsonValueKind.String: return node.Text() is { } text ? new StepParameter(text, []) : null;
            case JsonValueKind.Number: return node.Number() is { } number ? new StepParameter(null, [number]) : null;
            case JsonValueKind.Array: return new StepParameter(null, node.Numbers(NumbersMax));
            default:
                node.Fail("must be a text, a number or a list of numbers");
                return null;
        }
    }

    private static List<ProviderSpec> Providers(ManifestNode? node)
    {
        var providers = new List<ProviderSpec>();
        foreach (var item in node?.Items(1, ProvidersMax) ?? [])
        {
            if (!item.IsObject("name", "require")) continue;
            bool require = item.Optional("require")?.Boolean() ?? false;
            if (item.Required("name")?.Text() is { } name) providers.Add(new ProviderSpec(name, require));
        }
        return providers;
    }

    private static List<GoldenCase> Golden(ManifestNode? node)
    {
        var cases = new List<GoldenCase>();
        foreach (var item in node?.Items(1, GoldenMax) ?? [])
            if (GoldenParser.Parse(item, File) is { } golden) cases.Add(golden);
        return cases;
    }
}
