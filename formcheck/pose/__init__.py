"""Pictures to landmarks: MediaPipe's landmarker and its models, one person followed, no call to any other machine."""
