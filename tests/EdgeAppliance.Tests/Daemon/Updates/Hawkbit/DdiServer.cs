using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAppliance.Demo.Processes;

namespace EdgeAppliance.Tests.Daemon.Updates.Hawkbit;

/// <summary>What a hawkBit server answers at its Direct Device Integration API, for one target of one tenant: the same links, the same states of actions, the same
/// refusals. What a device tells is checked as hawkBit's own model of it does.</summary>
internal sealed class DdiServer : IDisposable
{
    private const int PieceBytes = 16 << 10;
    private static readonly string[] s_executions = ["closed", "proceeding", "canceled", "scheduled", "rejected", "resumed", "downloaded", "download"];
    private static readonly string[] s_results = ["success", "failure", "none"];

    private readonly HttpListener _listener = new();
    private readonly Lock _lock = new();
    private readonly List<DdiServerAction> _actions = [];
    private readonly Dictionary<string, string> _attributes = [];
    private readonly string _root;
    private bool _wantsAttributes = true;
    private long _bytes;

    public DdiServer(string tenant = "DEFAULT", string controller = "site")
    {
        Address = new Uri($"http://127.0.0.1:{FreePort.Take()}/");
        _listener.Prefixes.Add(Address.AbsoluteUri);
        _listener.Start();
        _root = $"/{tenant}/controller/v1/{controller}";
        _ = Serve();
    }

    /// <summary>Ends with '/'.</summary>
    public Uri Address { get; }

    /// <summary>As the header has it.</summary>
    public string Authorization { get; init; } = "TargetToken secret";

    public TimeSpan Sleep { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Requests that a deployment's files are not among, as <c>GET deploymentBase/1</c>.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Answered once, instead of what would be, to the next request that begins so.</summary>
    public (string Request, int Status, string? RetryAfter)? Fails { get; set; }

    /// <summary>What links begin with: a host that only the server knows, as behind a proxy that hides it.</summary>
    public Uri Links { get; set; } = new("https://hawkbit.internal:8443/");

    /// <summary>Where files lie; null for this server.</summary>
    public Uri? Files { get; set; }

    /// <summary>What is answered of a file is cut off after so many bytes.</summary>
    public int? CutAfter { get; set; }

    /// <summary>So many bytes of a file are sent a second; null for as fast as it goes.</summary>
    public int? BytesPerSecond { get; set; }

    /// <summary>Every file that is sent is another.</summary>
    public bool IsCorrupt { get; set; }

    /// <summary>Of files, that were sent.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public string? LastAuthorization { get; private set; }

    public IReadOnlyDictionary<string, string> Attributes
    {
        get
        {
            lock (_lock) return new Dictionary<string, string>(_attributes);
        }
    }

    public void AskForAttributes()
    {
        lock (_lock) _wantsAttributes = true;
    }

    public DdiServerAction Deploy(params DdiServerModule[] modules)
    {
        lock (_lock)
        {
            // A newer assignment has the ones before it cancelled.
            foreach (var before in _actions.Where(action => action.IsActive)) before.State = DdiServerState.Canceling;
            var action = new DdiServerAction(_actions.Count + 1, modules);
            _actions.Add(action);
            return action;
        }
    }

    public void Cancel(DdiServerAction action)
    {
        lock (_lock)
            if (action.IsActive) action.State = DdiServerState.Canceling;
    }

    public void Dispose() => _listener.Close();

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                _ = Task.Run(() => TryAnswer(context));
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task TryAnswer(HttpListenerContext context)
    {
        try
        {
            string path = Uri.UnescapeDataString(context.Request.Url!.AbsolutePath);
            LastAuthorization = context.Request.Headers["Authorization"];
            if (LastAuthorization != Authorization) await End(context, 401);
            else if (path.StartsWith(_root, StringComparison.Ordinal)) await Answer(context, path[_root.Length..].Trim('/'));
            else await End(context, 404);
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
        {
            // Whoever asked is gone, as one that was killed.
            context.Response.Abort();
        }
    }

    private async Task Answer(HttpListenerContext context, string path)
    {
        string asked = $"{context.Request.HttpMethod} {path}";
        if (path.StartsWith("softwaremodules/", StringComparison.Ordinal))
        {
            await SendFile(context, path.Split('/'));
            return;
        }
        lock (_lock) Asked.Add(asked);
        if (Fails is { } fails && asked.StartsWith(fails.Request, StringComparison.Ordinal))
        {
            Fails = null;
            if (fails.RetryAfter is { } after) context.Response.Headers["Retry-After"] = after;
            await End(context, fails.Status);
            return;
        }
        JsonNode? body = null;
        if (context.Request.HttpMethod is "POST" or "PUT")
        {
            if (context.Request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) != true)
            {
                await End(context, 415);
                return;
            }
            body = await JsonNode.ParseAsync(context.Request.InputStream);
        }
        int status = 200;
        JsonNode? answer;
        lock (_lock) answer = Handle_NeedsLock(asked.Split('/', ' '), context.Request.Url!.Query, body, out status);
        await End(context, status, answer);
    }

    private JsonNode? Handle_NeedsLock(string[] asked, string query, JsonNode? body, out int status)
    {
        status = 200;
        switch (asked)
        {
            case ["GET", ""]: return Root_NeedsLock();
            case ["PUT", "configData"]:
                status = PutAttributes_NeedsLock(body!) ? 200 : 400;
                return null;
        }
        var action = asked.Length > 2 ? _actions.Find(known => $"{known.Id}" == asked[2]) : null;
        status = action is null ? 404 : 200;
        if (action is null) return null;
        switch (asked)
        {
            case ["GET", "deploymentBase", _] when action.State is DdiServerState.Running or DdiServerState.Finished or DdiServerState.Error: return Deployment(action, "deployment");
            case ["GET", "confirmationBase", _] when action.State == DdiServerState.WaitingForConfirmation: return Deployment(action, "confirmation");
            case ["GET", "cancelAction", _] when action.State == DdiServerState.Canceling:
                return new JsonObject { ["id"] = $"{action.Id}", ["cancelAction"] = new JsonObject { ["stopId"] = $"{action.Id}" } };
            case ["POST", "deploymentBase", _, "feedback"] when action.State != DdiServerState.WaitingForConfirmation:
                status = !action.IsActive ? 410 : Take(action, body!, isCancel: false) ? 200 : 400;
                return null;
            case ["POST", "cancelAction", _, "feedback"]:
                status = Take(action, body!, isCancel: true) ? 200 : 400;
                return null;
            case ["POST", "confirmationBase", _, "feedback"] when action.State == DdiServerState.WaitingForConfirmation:
                action.Told.Add($"confirmation {(string?)body!["confirmation"]}");
                if ((string?)body["confirmation"] == "confirmed") action.State = DdiServerState.Running;
                return null;
            default:
                status = 404;
                return null;
        }
    }

    private JsonObject Root_NeedsLock()
    {
        var links = new JsonObject();
        // The oldest that has not ended; one that is being cancelled stands before what took its place.
        var action = _actions.Find(known => known.IsActive);
        string? name = action?.State switch
        {
            null => null,
            DdiServerState.WaitingForConfirmation => "confirmationBase",
            DdiServerState.Canceling => "cancelAction",
            _ => "deploymentBase",
        };
        if (name is not null) links[name] = Link($"{name}/{action!.Id}{(name == "cancelAction" ? "" : $"?c={action.Revision()}")}");
        if (_actions.FindLast(known => known.State == DdiServerState.Finished) is { } installed) links["installedBase"] = Link($"installedBase/{installed.Id}");
        if (_wantsAttributes) links["configData"] = Link("configData");
        return new JsonObject { ["config"] = new JsonObject { ["polling"] = new JsonObject { ["sleep"] = Sleep.ToString(@"hh\:mm\:ss", System.Globalization.CultureInfo.InvariantCulture) } }, ["_links"] = links };
    }

    private JsonObject Link(string path) => new() { ["href"] = new Uri(Links, $"{_root}/{path}").AbsoluteUri };

    private JsonObject Deployment(DdiServerAction action, string name)
    {
        var chunks = new JsonArray();
        foreach (var module in action.Modules)
        {
            var artifacts = new JsonArray();
            foreach (var (file, content) in module.Files)
            {
                string address = new Uri(Files ?? Address, $"{_root.TrimStart('/')}/softwaremodules/{module.Id}/artifacts/{file}").AbsoluteUri;
                artifacts.Add(new JsonObject
                {
                    ["filename"] = file,
                    ["hashes"] = new JsonObject { ["sha1"] = new string('0', 40), ["md5"] = new string('0', 32), ["sha256"] = module.Sha256 ?? Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content)) },
                    ["size"] = content.Length,
                    ["_links"] = new JsonObject
                    {
                        ["download"] = new JsonObject { ["href"] = Links == Address ? address : new Uri(Links, "nowhere").AbsoluteUri }, ["download-http"] = new JsonObject { ["href"] = address },
                        ["md5sum"] = new JsonObject { ["href"] = new Uri(Links, "nowhere").AbsoluteUri }, ["md5sum-http"] = new JsonObject { ["href"] = address + ".MD5SUM" },
                    },
                });
            }
            chunks.Add(new JsonObject { ["part"] = "bApp", ["version"] = module.Version, ["name"] = module.Name, ["artifacts"] = artifacts });
        }
        var deployment = new JsonObject { ["download"] = action.Download, ["update"] = action.Update, ["chunks"] = chunks };
        if (action.MaintenanceWindow is { } window) deployment["maintenanceWindow"] = window;
        return new JsonObject { ["id"] = $"{action.Id}", [name] = deployment };
    }

    private static bool Take(DdiServerAction action, JsonNode feedback, bool isCancel)
    {
        string? execution = (string?)feedback["status"]?["execution"], finished = (string?)feedback["status"]?["result"]?["finished"];
        if (!s_executions.Contains(execution) || !s_results.Contains(finished) || feedback["status"]!["details"] is not JsonArray details) return false;
        action.Told.Add($"{(isCancel ? "cancel " : "")}{execution} {finished}");
        action.Details.AddRange(details.Select(detail => (string)detail!));
        action.State = (isCancel, execution, finished) switch
        {
            (true, "closed", "failure") => DdiServerState.Error,
            (true, "closed", _) => DdiServerState.Canceled,
            (true, "rejected", _) => DdiServerState.Running,
            (false, "closed", "failure") => DdiServerState.Error,
            (false, "closed", _) => DdiServerState.Finished,
            (false, "downloaded", _) when action is { Update: "skip", MaintenanceWindow: null } => DdiServerState.Finished,
            _ => action.State,
        };
        return true;
    }

    private bool PutAttributes_NeedsLock(JsonNode body)
    {
        string mode = (string?)body["mode"] ?? "merge";
        if (mode is not ("merge" or "replace" or "remove") || body["data"] is not JsonObject data) return false;
        if (data.Any(one => one.Key.Length is 0 or > 128 || ((string?)one.Value)?.Length > 128)) return false;
        if (mode == "replace") _attributes.Clear();
        foreach (var (name, value) in data)
        {
            if (mode == "remove") _attributes.Remove(name);
            else _attributes[name] = (string)value!;
        }
        _wantsAttributes = false;
        return true;
    }

    private async Task SendFile(HttpListenerContext context, string[] path)
    {
        byte[]? bytes;
        lock (_lock) bytes = path is ["softwaremodules", var module, "artifacts", var file] ? _actions.SelectMany(action => action.Modules).FirstOrDefault(known => $"{known.Id}" == module)?.Files.GetValueOrDefault(file) : null;
        if (bytes is null)
        {
            await End(context, 404);
            return;
        }
        if (IsCorrupt) bytes = [.. bytes.Select(one => (byte)(one ^ 1))];
        var rest = bytes.AsMemory();
        if (context.Request.Headers["Range"] is { } range)
        {
            int[] ends = [.. range["bytes=".Length..].Split('-').Select(end => int.Parse(end, System.Globalization.CultureInfo.InvariantCulture))];
            rest = rest[ends[0]..Math.Min(bytes.Length, ends[1] + 1)];
            context.Response.StatusCode = 206;
        }
        context.Response.ContentLength64 = rest.Length;
        int most = CutAfter ?? int.MaxValue;
        for (int at = 0; at < rest.Length && at < most; at += PieceBytes)
        {
            var piece = rest[at..Math.Min(Math.Min(rest.Length, at + PieceBytes), most)];
            await context.Response.OutputStream.WriteAsync(piece);
            Interlocked.Add(ref _bytes, piece.Length);
            if (BytesPerSecond is { } pace) await Task.Delay(TimeSpan.FromSeconds((double)piece.Length / pace), TimeProvider.System);
        }
        if (most < rest.Length) context.Response.Abort();
        else context.Response.Close();
    }

    private static async Task End(HttpListenerContext context, int status, JsonNode? body = null)
    {
        context.Response.StatusCode = status;
        if (body is not null)
        {
            context.Response.ContentType = "application/hal+json";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body.ToJsonString(new JsonSerializerOptions(JsonSerializerDefaults.Web))));
        }
        context.Response.Close();
    }
}
