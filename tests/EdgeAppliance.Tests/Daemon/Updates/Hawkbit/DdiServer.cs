using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAppliance.Tests.Peers;

namespace EdgeAppliance.Tests.Daemon.Updates.Hawkbit;

/// <summary>What a hawkBit server answers at its Direct Device Integration API, for one target of one tenant: the same links, the same states of actions, the same
/// refusals. What a device tells is checked as hawkBit's own model of it does.</summary>
internal sealed class DdiServer : IDisposable
{
    private static readonly string[] s_executions = ["closed", "proceeding", "canceled", "scheduled", "rejected", "resumed", "downloaded", "download"];
    private static readonly string[] s_results = ["success", "failure", "none"];

    private readonly LoopbackServer _server;
    private readonly SlowLine _line = new();
    private readonly Lock _lock = new();
    private readonly List<DdiServerAction> _actions = [];
    private readonly Dictionary<string, string> _attributes = [];
    private readonly string _root;
    private bool _wantsAttributes = true;

    public DdiServer(string tenant = "DEFAULT", string controller = "site")
    {
        _root = $"/{tenant}/controller/v1/{controller}";
        _server = new LoopbackServer(Answer);
    }

    /// <summary>Ends with '/'.</summary>
    public Uri Address => _server.Address;

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

    /// <inheritdoc cref="SlowLine.CutAfter"/>
    public int? CutAfter { get => _line.CutAfter; set => _line.CutAfter = value; }

    /// <inheritdoc cref="SlowLine.BytesPerSecond"/>
    public int? BytesPerSecond { get => _line.BytesPerSecond; set => _line.BytesPerSecond = value; }

    /// <summary>Every file that is sent is another.</summary>
    public bool IsCorrupt { get; set; }

    /// <summary>Of files, that were sent.</summary>
    public long Bytes => _line.Bytes;

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

    public void Dispose() => _server.Dispose();

    private async Task Answer(HttpListenerContext context)
    {
        string path = Uri.UnescapeDataString(context.Request.Url!.AbsolutePath);
        LastAuthorization = context.Request.Headers["Authorization"];
        if (LastAuthorization != Authorization) await End(context, 401);
        else if (path.StartsWith(_root, StringComparison.Ordinal)) await Answer(context, path[_root.Length..].Trim('/'));
        else await End(context, 404);
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

    private JsonObject Deployment(DdiServerAction action, string name) =>
        action.ToJson(name, new Uri(Files ?? Address, $"{_root.TrimStart('/')}/softwaremodules/"), Links == Address ? null : new Uri(Links, "nowhere"));

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
        await _line.Send(context, IsCorrupt ? [.. bytes.Select(one => (byte)(one ^ 1))] : bytes);
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
