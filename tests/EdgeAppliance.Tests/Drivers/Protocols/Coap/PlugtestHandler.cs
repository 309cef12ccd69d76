using System.Text;
using EdgeAppliance.Drivers.Protocols.Coap;

namespace EdgeAppliance.Tests.Drivers.Protocols.Coap;

/// <summary>The resources of the ETSI CoAP plugtests.</summary>
internal sealed class PlugtestHandler : CoapHandler
{
    public const int Xml = 41;

    private static readonly CoapLink[] s_links =
    [
        new("test") { ResourceType = "Type1", Interface = "If1", ContentFormats = "0" },
        new("link1") { ResourceType = "Type1 Type2", Interface = "If1" },
        new("link2") { ResourceType = "Type2 Type3", Interface = "If2" },
        new("obs") { ResourceType = "observe", IsObservable = true },
    ];

    private readonly TaskCompletionSource _separate = new();

    public byte[] Large { get; set; } = [.. Enumerable.Range(0, 3000).Select(i => (byte)('a' + i % 26))];

    public string Observed { get; set; } = "first";

    public int ObservedFormat { get; set; }

    public bool ObservedIsDeleted { get; set; }

    public string Validated { get; set; } = "one";

    public bool Created { get; set; }

    public byte[] Updated { get; private set; } = [];

    public int Handled { get; private set; }

    /// <summary>Lets the separate response go.</summary>
    public void Answer() => _separate.TrySetResult();

    public override bool IsObservable(ReadOnlySpan<byte> path) => path.SequenceEqual("obs"u8) || path.SequenceEqual("obs-large"u8);

    public override CoapAnswer Handle(in CoapRequest request)
    {
        Handled++;
        switch (Encoding.UTF8.GetString(request.Path))
        {
            case "test": return Test(request);
            case "seg1/seg2/seg3": return Text("segments");
            case "query": return Text(Encoding.UTF8.GetString(request.Query));
            case "separate": return new CoapAnswer(Text("late"), _separate.Task);
            case "location-query": return new CoapReply(CoapCode.Created) { LocationQuery = ["first=1", "second=2"] };
            case "multi-format": return MultiFormat(request);
            case "validate": return Validate(request);
            case "create1": return Create(request);
            case "large" or "obs-large": return new CoapReply(CoapCode.Content) { Payload = Large, ContentFormat = 0, ETag = new byte[] { 7 } };
            case "large-update" or "large-create" or "large-post": return Take(request);
            case "obs": return ObservedIsDeleted ? CoapReply.NotFound : Text(Observed, ObservedFormat);
            case ".well-known/core": return CoapLinks.Answer(s_links, request.Query, request.Accept);
            case "broken": throw new InvalidOperationException("A resource that fails.");
            default: return CoapReply.NotFound;
        }
    }

    private static CoapReply Test(in CoapRequest request) => request.Method switch
    {
        CoapCode.Get => Text("hello"),
        CoapCode.Post => new CoapReply(CoapCode.Created) { LocationPath = ["location1", "location2", "location3"] },
        CoapCode.Put => CoapReply.Changed,
        CoapCode.Delete => new CoapReply(CoapCode.Deleted),
        _ => CoapReply.MethodNotAllowed,
    };

    private static CoapReply Text(string text, int format = CoapFormat.Text) =>
        new(CoapCode.Content) { Payload = Encoding.UTF8.GetBytes(text), ContentFormat = format };

    private static CoapReply MultiFormat(in CoapRequest request) => request.Accept switch
    {
        CoapFormat.None or CoapFormat.Text => Text("plain"),
        Xml => Text("<xml/>", Xml),
        _ => new CoapReply(CoapCode.NotAcceptable),
    };

    private CoapReply Validate(in CoapRequest request)
    {
        byte[] tag = Encoding.UTF8.GetBytes(Validated);
        if (request.Method == CoapCode.Put)
        {
            if (request.Has(CoapOption.IfMatch) && !request.Has(CoapOption.IfMatch, tag)) return new CoapReply(CoapCode.PreconditionFailed);
            Validated = Encoding.UTF8.GetString(request.Payload);
            return CoapReply.Changed;
        }
        if (request.Has(CoapOption.ETag, tag)) return new CoapReply(CoapCode.Valid) { ETag = tag };
        return Text("is " + Validated) with { ETag = tag };
    }

    private CoapReply Create(in CoapRequest request)
    {
        if (Created && request.Has(CoapOption.IfNoneMatch)) return new CoapReply(CoapCode.PreconditionFailed);
        Created = true;
        return new CoapReply(CoapCode.Created);
    }

    private CoapReply Take(in CoapRequest request)
    {
        Updated = request.Payload.ToArray();
        if (request.Path.SequenceEqual("large-post"u8)) return new CoapReply(CoapCode.Changed) { Payload = Large, ContentFormat = 0 };
        return request.Method == CoapCode.Post ? new CoapReply(CoapCode.Created) { LocationPath = ["made"] } : CoapReply.Changed;
    }
}
