using Microsoft.AspNetCore.Http.Features;

namespace EdgeAppliance.Daemon.Http.Routes;

/// <summary>Takes one uploaded bundle at a time into the folder <c>uploads</c> of the state directory.</summary>
internal sealed class Uploads
{
    private readonly string _folder;
    private readonly HttpLimits _limits;
    private readonly SemaphoreSlim _one = new(1);

    public Uploads(string stateDirectory, HttpLimits limits)
    {
        _folder = Path.Combine(stateDirectory, "uploads");
        _limits = limits;
        // What a killed daemon left is of no use to anyone.
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    /// <returns>The file, which goes when it is disposed of.</returns>
    /// <exception cref="BadHttpRequestException">It is too large, of no known length, cut short, or another one is being taken.</exception>
    public async Task<Upload> Take(HttpContext context)
    {
        long length = CheckedLength(context.Request);
        if (!_one.Wait(0)) throw new BadHttpRequestException("Another upload is being taken; try again later.", StatusCodes.Status409Conflict);
        var upload = new Upload(Path.Combine(_folder, "bundle"), _one);
        try
        {
            CheckRoom(length);
            context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = _limits.UploadBytesMax;
            await using var file = new FileStream(upload.Path, FileMode.Create, FileAccess.Write);
            await context.Request.Body.CopyToAsync(file, context.RequestAborted);
            return upload;
        }
        catch
        {
            upload.Dispose();
            throw;
        }
    }

    private long CheckedLength(HttpRequest request)
    {
        if (request.ContentLength is not { } length) throw new BadHttpRequestException("An upload tells its Content-Length.", StatusCodes.Status411LengthRequired);
        if (length == 0) throw new BadHttpRequestException("The body is empty.");
        if (length > _limits.UploadBytesMax)
            throw new BadHttpRequestException($"An upload has {_limits.UploadBytesMax} bytes at most.", StatusCodes.Status413PayloadTooLarge);
        return length;
    }

    private void CheckRoom(long length)
    {
        Directory.CreateDirectory(_folder);
        long room = new DriveInfo(_folder).AvailableFreeSpace - _limits.FreeBytesMin;
        if (length > room) throw new BadHttpRequestException("The state directory's file system has no room for it.", StatusCodes.Status507InsufficientStorage);
    }
}
