"""The pipeline that trains the student Verimentor ships."""
