namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>Methods and response codes: class in the upper three bits, detail in the lower five (RFC 7252 section 12.1, RFC 7959 section 2.9).</summary>
internal enum CoapCode : byte
{
    Empty = 0,
    Get = 1,
    Post = 2,
    Put = 3,
    Delete = 4,
    Created = 65,
    Deleted = 66,
    Valid = 67,
    Changed = 68,
    Content = 69,
    Continue = 95,
    BadRequest = 128,
    Unauthorized = 129,
    BadOption = 130,
    Forbidden = 131,
    NotFound = 132,
    MethodNotAllowed = 133,
    NotAcceptable = 134,
    RequestEntityIncomplete = 136,
    PreconditionFailed = 140,
    RequestEntityTooLarge = 141,
    UnsupportedContentFormat = 143,
    TooManyRequests = 157,
    InternalServerError = 160,
    ServiceUnavailable = 163,
    ProxyingNotSupported = 165,
}
